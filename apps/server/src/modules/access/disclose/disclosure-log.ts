import { randomUUID } from 'node:crypto';
import type { Database } from '../../../kernel/db/database.ts';
import { insertRows } from '../../../kernel/db/insert-rows.ts';
import type { ErrorCode } from '../../../kernel/errors/app-error.ts';
import type { PersonId } from '../../registry/index.ts';
import type { Actor, Category, Ground, Purpose } from '../model/decide.ts';

export interface DisclosureEntry {
  readonly personId: PersonId;
  readonly at: Date;
  readonly actor: Actor;
  readonly purpose: Purpose;
  readonly ground: Ground | null;
  readonly categories: readonly Category[];
  /** Null when something was shown. */
  readonly refusalCode: ErrorCode | null;
  /** Lines shown. */
  readonly itemCount: number;
  readonly requestId: string;
}

export interface DisclosureLog {
  /** Resolves once the entry is durable; many entries share one commit. */
  append(entry: DisclosureEntry): Promise<void>;
}

interface Waiting {
  readonly entry: DisclosureEntry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const roleOf = (actor: Actor): string => (actor.kind === 'staff' ? actor.roles.join(',') : actor.kind);

/** Writes entries as they come; those that arrive while a commit is under way go together into the next one. */
export function openDisclosureLog(db: Database): DisclosureLog {
  let waiting: Waiting[] = [];
  let writing = false;

  async function drain(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await insertRows(db, {
          into: `access.disclosure (person_id, at, disclosure_id, account, actor_role, facility_code, facility_name,
                 purpose, ground, categories, outcome, refusal_code, item_count, request_id)`,
          rows: batch.map(({ entry }) => toRow(entry)),
        });
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  }

  return {
    append(entry) {
      return new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject });
        if (!writing) void drain();
      });
    },
  };
}

function toRow(entry: DisclosureEntry): unknown[] {
  const { actor } = entry;
  return [
    entry.personId,
    entry.at,
    randomUUID(),
    actor.account,
    roleOf(actor),
    actor.kind === 'staff' ? actor.facilityCode : null,
    actor.kind === 'staff' && actor.facilityCode !== null ? actor.organisation : null,
    entry.purpose,
    entry.ground,
    entry.categories,
    entry.refusalCode === null ? 'shown' : 'refused',
    entry.refusalCode,
    entry.itemCount,
    entry.requestId,
  ];
}
