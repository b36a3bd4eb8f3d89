import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../apps/server/src/kernel/auth/session.ts';
import { AppError } from '../../apps/server/src/kernel/errors/app-error.ts';
import type { LifeDeps } from '../../apps/server/src/modules/prescriptions/deps.ts';
import { type Caller, callerOf } from '../../apps/server/src/modules/prescriptions/door.ts';
import type { Draft } from '../../apps/server/src/modules/prescriptions/life/draft.ts';
import { registerDraft } from '../../apps/server/src/modules/prescriptions/life/register.ts';
import {
  cancel,
  change,
  undoCancel,
  undoChange,
} from '../../apps/server/src/modules/prescriptions/life/steps.ts';
import type { DrugKnowledge } from '../../apps/server/src/modules/prescriptions/model/knowledge.ts';
import table from '../../apps/server/src/modules/prescriptions/model/transitions.json' with { type: 'json' };
import type { StepEvent } from '../../apps/server/src/modules/prescriptions/model/transitions.ts';
import {
  lockPrescription,
  type StepChanges,
  takeStep,
} from '../../apps/server/src/modules/prescriptions/store.ts';
import type { PersonId } from '../../apps/server/src/modules/registry/index.ts';
import { medicalFile } from '../../apps/server/src/testing/claim-files.ts';
import { actCode } from '../../apps/server/src/testing/demo-codes.ts';
import { CLINIC, HOSPITAL, testPerson } from '../../apps/server/src/testing/people.ts';
import { createTestRuntime, type TestRuntime } from '../../apps/server/src/testing/test-runtime.ts';
import { begun, EVENTS, type Event, type Life, takeInModel } from './model.ts';

/**
 * Any sequence of events by two institutions and two pharmacies, against a simple model that knows nothing of the table:
 * the same steps are possible, and everything stands where the model says. The pharmacies' side goes through the table
 * itself. @spec prescriptions.md §3.1
 */
const LINE = { type: 'SI', category: '13', code: actCode('chronic-management'), days: { 3: 1 } } as const;
const INSTITUTIONS = [HOSPITAL.code, CLINIC.code];
const PHARMACIES = ['1349991035', '1349992041'];

const DRAFT: Draft = {
  usableUntil: null,
  remarks: [],
  providedInformation: [],
  testValues: [],
  groups: [
    {
      form: '1',
      formName: null,
      quantity: 14,
      splitQuantity: null,
      usage: { codeKind: '3', code: '1013044400000000', name: '１日３回朝昼夕食後　服用', timesPerDay: 3 },
      supplements: [],
      drugs: [
        {
          category: '1',
          codeKind: '2',
          code: '612170709',
          name: '試験錠',
          amount: '3',
          potency: '1',
          unit: '錠',
          conversion: null,
          uneven: null,
          burden: null,
          perDose: null,
          supplements: [],
        },
      ],
    },
  ],
};

/** Every code has every name, and no drug is known any closer: drugs are not what this is about. */
const ANY_DRUG: DrugKnowledge = {
  version: 'any',
  demo: true,
  sources: [],
  resolve: () => null,
  nameFits: () => ({ fits: true }),
  search: () => [],
  usage: () => null,
  searchUsage: () => [],
  contraindication: () => null,
  allergenIngredients: () => [],
};

let runtime: TestRuntime;
let deps: LifeDeps;
let personId: PersonId;

beforeAll(async () => {
  runtime = await createTestRuntime();
  const person = testPerson(1);
  await runtime.take(medicalFile({ claims: [{ person, lines: [LINE] }] }));
  personId = await runtime.personIdOf(person);
  deps = {
    ...runtime,
    sources: [],
    knowledge: async () => ANY_DRUG,
    publicOrigin: 'http://localhost',
    insuredOn: async () => null,
    checkedInToday: async () => false,
    signing: {
      verify: () => Promise.reject(new Error('paper is not verified')),
      timestamp: () => Promise.reject(new Error('paper is not stamped')),
      ofAccount: () => Promise.reject(new Error('paper is not signed')),
    },
    onError: (error) => {
      throw error;
    },
  };
}, 120_000);
afterAll(() => runtime.close());

const physicianAt = (facilityCode: string): Caller => {
  const session: Session = {
    sessionId: randomUUID(),
    kind: 'staff',
    account: `physician-${facilityCode}`,
    displayName: '試験　医師',
    roles: ['physician'],
    organisation: {
      organisationId: randomUUID(),
      facilityCode,
      insurerNumber: null,
      name: '試験医療機関',
      kind: 'hospital',
      emergencyDesignated: false,
    },
    personId: null,
    emergencyDesignated: false,
    stage: 'complete',
    scopes: null,
    app: null,
    confirmedAt: runtime.clock(),
    expiresAt: runtime.clock(),
  };
  return callerOf(session, randomUUID());
};

async function issue(by: string): Promise<string> {
  const { prescriptionId } = await registerDraft(deps, {
    caller: physicianAt(by),
    personId,
    draft: DRAFT,
    issueType: 'paper',
    decisions: [],
    key: randomUUID(),
  });
  return prescriptionId;
}

/** What pharmacies hold against a prescription besides the table: who has it, and that nothing was dispensed. */
async function atPharmacy(id: string, event: StepEvent, facilityCode: string): Promise<void> {
  await runtime.db.transaction(async (tx) => {
    const row = await lockPrescription(tx, personId, id);
    const elsewhere = row.state !== 'open' && row.pharmacyCode !== facilityCode;
    if (elsewhere || (event === 'release' && row.everDispensed)) throw new AppError('RX_STATE');
    const changes: Partial<Record<StepEvent, StepChanges>> = {
      receive: { pharmacyCode: facilityCode },
      release: { pharmacyCode: null },
      dispense: { everDispensed: true },
      'dispense-more-to-come': { everDispensed: true },
    };
    const by = { side: 'pharmacy', facilityCode, account: 'pharmacist', at: runtime.clock() } as const;
    await takeStep(tx, row, event, by, {}, changes[event] ?? {});
  });
}

/** Takes a step in the module; answers the id of what came new, or whether it was possible. */
async function take(id: string, event: Event, by: string): Promise<string | boolean> {
  const request = { caller: physicianAt(by), prescriptionId: id, version: null, key: randomUUID() };
  try {
    switch (event) {
      case 'cancel':
        await cancel(deps, request);
        return true;
      case 'undo-cancel':
        await undoCancel(deps, request);
        return true;
      case 'undo-change':
        await undoChange(deps, request);
        return true;
      case 'change': {
        const changed = { ...request, issueType: 'paper', decisions: [], by: { draft: DRAFT } } as const;
        return (await change(deps, changed)).prescriptionId;
      }
      default:
        await atPharmacy(id, event, by);
        return true;
    }
  } catch (error) {
    if (error instanceof AppError && ['RX_STATE', 'RX_UNKNOWN'].includes(error.code)) return false;
    throw error;
  }
}

interface Standing {
  readonly id: string;
  readonly state: keyof typeof table.words;
  readonly why: string | null;
  readonly codes: number;
  readonly chain: string;
}

const standing = (ids: readonly string[]): Promise<Standing[]> =>
  runtime.db.query<Standing>(
    `SELECT prescription_id AS id, state, cancelled_as AS why,
       (SELECT count(*)::int FROM prescriptions.access_code c
        WHERE c.person_id = p.person_id AND c.prescription_id = p.prescription_id AND ended_at IS NULL) AS codes,
       (SELECT string_agg(coalesce(from_state, '') || ' ' || event || ' ' || to_state, '|' ORDER BY version)
        FROM prescriptions.step s
        WHERE s.person_id = p.person_id AND s.prescription_id = p.prescription_id) AS chain
     FROM prescriptions.prescription p WHERE person_id = $1 AND prescription_id = ANY ($2)`,
    [personId, ids],
  );

const WHY = { cancelled: 'cancelled', changed: 'replaced', withdrawn: 'replacement-withdrawn' } as const;
const KNOWN_STEPS = new Set(table.transitions.map(({ from, event, to }) => `${from ?? ''} ${event} ${to}`));

async function expectAgreement(ids: readonly string[], lives: readonly Life[]): Promise<void> {
  const found = new Map((await standing(ids)).map((one) => [one.id, one]));
  const got = ids.map((id) => {
    const one = found.get(id);
    return {
      word: one === undefined ? '' : table.words[one.state].ja,
      why: one?.why ?? null,
      codes: one?.codes,
    };
  });
  expect(got).toEqual(
    lives.map(({ word, why }) => ({
      word,
      why: why === null ? null : WHY[why],
      codes: word === '未受付' || word === '調剤中' ? 1 : 0,
    })),
  );
  for (const { chain } of found.values()) {
    const steps = chain.split('|');
    expect(steps.filter((step) => !KNOWN_STEPS.has(step))).toEqual([]);
    // Each step begins where the one before ended.
    const ends = steps.map((step) => step.split(' ').at(-1));
    expect(steps.map((step) => step.split(' ')[0])).toEqual(['', ...ends.slice(0, -1)]);
  }
}

const command = fc.record({
  at: fc.nat({ max: 5 }),
  event: fc.constantFrom(...EVENTS),
  by: fc.nat({ max: 1 }),
});

test('no sequence of events leaves the table, whoever takes them', async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 24, size: 'max' }), async (commands) => {
      const lives = INSTITUTIONS.map((issuer) => begun(issuer));
      const ids = await Promise.all(INSTITUTIONS.map(issue));
      for (const { at, event, by } of commands) {
        const place = at % ids.length;
        const who = (isPharmacys(event) ? PHARMACIES : INSTITUTIONS)[by] ?? '';
        const possible = takeInModel(lives, place, event, who);
        const done = await take(ids[place] ?? '', event, who);
        expect({ event, who, possible: done !== false }).toEqual({ event, who, possible });
        if (typeof done === 'string') ids.push(done);
        if (possible) taken += 1;
        await expectAgreement(ids, lives);
      }
    }),
    { numRuns: 25, endOnFailure: true },
  );
  // Otherwise nothing was tried.
  expect(taken).toBeGreaterThan(40);
}, 300_000);

const isPharmacys = (event: Event): boolean =>
  !['cancel', 'undo-cancel', 'change', 'undo-change'].includes(event);

test('an access code lives with its prescription: ended with it, back with it, new with a new one', async () => {
  const codes = (id: string) =>
    runtime.db.query<{ code: string }>(
      `SELECT code FROM prescriptions.access_code WHERE person_id = $1 AND prescription_id = $2 AND ended_at IS NULL`,
      [personId, id],
    );
  const [by = ''] = INSTITUTIONS;
  const id = await issue(by);
  const [printed] = await codes(id);
  expect(printed?.code).toMatch(/^\d{6}$/);
  const changed = await take(id, 'change', by);
  expect(await codes(id)).toEqual([]);
  const [second] = await codes(String(changed));
  expect(second?.code).toMatch(/^\d{6}$/);
  await take(id, 'undo-change', by);
  expect(await codes(id)).toEqual([printed]);
  expect(await codes(String(changed))).toEqual([]);
  // Meanwhile somebody else got the same digits: then it is another one that comes back.
  await take(id, 'cancel', by);
  const other = await issue(by);
  await runtime.asOwner(
    `UPDATE prescriptions.access_code SET code = $3 WHERE person_id = $1 AND prescription_id = $2`,
    [personId, other, printed?.code],
  );
  await take(id, 'undo-cancel', by);
  const [again] = await codes(id);
  expect(again?.code).toMatch(/^\d{6}$/);
  expect(again?.code).not.toBe(printed?.code);
});
