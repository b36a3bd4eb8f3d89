import { AppError } from '../../../kernel/errors/app-error.ts';
import { accountNames } from '../../identity/index.ts';
import { NOBODY, type PersonId, personNames } from '../../registry/index.ts';
import type { AtTheDesk } from '../consent/consent.ts';
import { type DiscloseDeps, disclose } from '../disclose/disclose.ts';
import { facilityOf } from '../model/actor.ts';
import type { AtHome } from '../model/patient.ts';

/** The days within which an institution answers; the design's own. */
const ANSWER_WITHIN_DAYS = 14;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface FacilityQuestion {
  readonly id: string;
  readonly askedAt: Date;
  readonly dueAt: Date;
  readonly text: string;
  readonly personName: string;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
  /** The entry that the patient asks about, with the member of staff, whom the manager may know. */
  readonly entry: {
    readonly at: Date;
    readonly account: string | null;
    readonly displayName: string;
    readonly purpose: string | null;
    readonly categories: readonly string[];
  };
}

/** The patient asks the institution about an entry. Throws ENTRY_UNKNOWN, QUESTION_ASKED_ALREADY. @spec phr.md §3 A3 */
export function askQuestion(
  deps: DiscloseDeps,
  home: AtHome & { readonly entryId: string; readonly text: string },
): Promise<{ readonly dueAt: Date }> {
  const { actor, personId, requestId, entryId, text } = home;
  const entry = { purpose: 'self-settings', event: 'question-asked', categories: [] } as const;
  return disclose(deps, { actor, personId, requestId, ...entry }, async () => {
    const [about] = await deps.db.query<{ facility_code: string | null }>(
      'SELECT facility_code FROM audit.entry WHERE person_id = $1 AND entry_id = $2',
      [personId, entryId],
    );
    if (about?.facility_code == null) throw new AppError('ENTRY_UNKNOWN');
    const now = deps.clock();
    const dueAt = new Date(now.getTime() + ANSWER_WITHIN_DAYS * DAY_MS);
    const stored = await deps.db.query(
      `INSERT INTO access.question (person_id, entry_id, facility_code, question, asked_at, due_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING question_id`,
      [personId, entryId, about.facility_code, text, now, dueAt],
    );
    if (stored.length === 0) throw new AppError('QUESTION_ASKED_ALREADY');
    return { answer: () => ({ dueAt }), itemCount: 1 };
  });
}

type AtTheOffice = Omit<AtTheDesk, 'personId'>;

interface QuestionRow {
  readonly question_id: string;
  readonly person_id: PersonId;
  readonly question: string;
  readonly asked_at: Date;
  readonly due_at: Date;
  readonly answer: string | null;
  readonly answered_at: Date | null;
  readonly at: Date;
  readonly account: string | null;
  readonly purpose: string | null;
  readonly categories: string[];
}

/** What patients asked the manager's institution, the most urgent first. */
export function listQuestions(
  deps: DiscloseDeps,
  { actor, requestId, state }: AtTheOffice & { readonly state: 'open' | 'answered' },
): Promise<FacilityQuestion[]> {
  const input = { actor, requestId, personId: NOBODY, purpose: 'review', categories: [] } as const;
  return disclose(deps, input, async () => {
    const rows = await deps.db.query<QuestionRow>(
      `SELECT q.*, e.at, e.account, e.purpose, e.categories
       FROM access.question q JOIN audit.entry e ON e.person_id = q.person_id AND e.entry_id = q.entry_id
       WHERE q.facility_code = $1 AND (q.answer IS NOT NULL) = $2 ORDER BY q.due_at LIMIT 500`,
      [facilityOf(actor), state === 'answered'],
    );
    const people = await personNames(
      deps.db,
      rows.map((row) => row.person_id),
    );
    const names = await accountNames(
      deps.db,
      rows.flatMap((row) => (row.account === null ? [] : [row.account])),
    );
    const questions = rows.map((row) => ({
      id: row.question_id,
      askedAt: row.asked_at,
      dueAt: row.due_at,
      text: row.question,
      personName: people.get(row.person_id) ?? '',
      answer: row.answer,
      answeredAt: row.answered_at,
      entry: {
        at: row.at,
        account: row.account,
        displayName: names.get(row.account ?? '') ?? row.account ?? '',
        purpose: row.purpose,
        categories: row.categories,
      },
    }));
    return { answer: () => questions, itemCount: questions.length };
  });
}

/** The institution answers, once. Throws QUESTION_UNKNOWN. */
export async function answerQuestion(
  deps: DiscloseDeps,
  { actor, requestId, id, text }: AtTheOffice & { readonly id: string; readonly text: string },
): Promise<void> {
  const [question] = await deps.db.query<{ person_id: PersonId }>(
    'SELECT person_id FROM access.question WHERE question_id = $1 AND facility_code = $2 AND answer IS NULL',
    [id, facilityOf(actor)],
  );
  const personId = question?.person_id ?? NOBODY;
  const entry = { purpose: 'review', event: 'question-answered', categories: [] } as const;
  await disclose(deps, { actor, requestId, personId, ...entry }, async () => {
    if (question === undefined) throw new AppError('QUESTION_UNKNOWN');
    const answered = await deps.db.query(
      `UPDATE access.question SET answer = $3, answered_at = $4, answered_by = $5
       WHERE person_id = $1 AND question_id = $2 AND answer IS NULL RETURNING question_id`,
      [personId, id, text, deps.clock(), actor.account],
    );
    // Somebody else was faster.
    if (answered.length === 0) throw new AppError('QUESTION_UNKNOWN');
    return { answer: () => null, itemCount: 1 };
  });
}
