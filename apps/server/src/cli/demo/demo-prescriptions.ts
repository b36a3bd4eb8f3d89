import type { RpGroup } from '@tsunagu/jahis';
import type { Region } from '../../demo/index.ts';
import type { Role, Session } from '../../kernel/auth/session.ts';
import { dateInTokyo } from '../../kernel/clock.ts';
import {
  callerOf,
  openLife,
  receive,
  registerDraft,
  registerResult,
} from '../../modules/prescriptions/index.ts';
import { findByNumbers } from '../../modules/registry/index.ts';
import { prescriptionsOf, type Runtime } from '../../runtime.ts';
import { say } from '../arguments.ts';
import cases from './demo-prescriptions.json' with { type: 'json' };

const PHARMACIST = 'aozora-pharmacist';
const ORAL = '1';
const RECEIPT_CODE = '2';
const USAGE_MASTER = '3';

type Case = (typeof cases)[number];

/**
 * A few electronic prescriptions of people of the showcase, from issued to dispensed, signed with the demo's keys and
 * through the same functions as everybody's. A load that was cut off goes on with the same ones.
 */
export async function issueDemoPrescriptions(runtime: Runtime, { showcase }: Region): Promise<void> {
  // Where real authorities are trusted nobody of the demo can sign.
  if (runtime.hpkiTrustDirectory !== null) return;
  const deps = openLife(prescriptionsOf(runtime, ''));
  const today = dateInTokyo(runtime.clock());
  const callerFor = (account: string, requestId: string) => {
    const staff = showcase.staff.find((one) => one.account === account);
    return callerOf(sessionOf(account, staff, runtime.clock()), requestId);
  };
  let count = 0;
  for (const [at, one] of cases.entries()) {
    const { coverage } = showcase.people.find(({ key }) => key === one.person) ?? {};
    if (coverage === undefined) continue;
    const { insurer, symbol, number, branch } = coverage;
    const found = await findByNumbers(runtime.db, { insurerNumber: insurer.number, symbol, number, branch });
    if (found.result !== 'found') continue;
    const key = `demo-${at}`;
    const groups = await groupsOf(runtime, one, today);
    const { prescriptionId } = await registerDraft(deps, {
      caller: callerFor(one.by, key),
      personId: found.personId,
      draft: { ...NOTHING_ELSE, refillUses: one.refillUses, groups },
      issueType: 'electronic',
      decisions: [],
      key,
    });
    count += 1;
    if (one.until === 'registered') continue;
    const caller = callerFor(PHARMACIST, key);
    await receive(deps, { caller, prescriptionId, version: null, key });
    if (one.until === 'received') continue;
    const dispensed = groups.map((group, rp) => ({
      ...group,
      drugs: group.drugs.map((drug, place) => ({
        ...drug,
        answers: { prescription: 1, rp: rp + 1, drug: place + 1 },
        changeReason: null,
      })),
    }));
    await registerResult(deps, {
      caller,
      prescriptionIds: [prescriptionId],
      input: {
        sign: 'service',
        draft: {
          dispensedOn: today,
          groups: dispensed,
          inquiries: [],
          refill: null,
          split: null,
          message: one.message,
        },
      },
      key,
    });
  }
  say(`  electronic prescriptions: ${count}`);
}

const NOTHING_ELSE = { remarks: [], providedInformation: [], testValues: [] } as const;

async function groupsOf({ knowledge }: Runtime, { groups }: Case, today: string): Promise<RpGroup[]> {
  const known = await knowledge();
  return groups.map(({ usage, quantity, drug, amount }) => {
    const entry = known.usage(usage, today);
    const resolved = known.resolve({ kind: RECEIPT_CODE, code: drug }, today);
    if (entry === null || resolved === null)
      throw new Error(`the demo's knowledge lacks ${usage} or ${drug}`);
    return {
      form: ORAL,
      formName: null,
      quantity,
      splitQuantity: null,
      usage: {
        codeKind: USAGE_MASTER,
        code: usage,
        name: entry.name,
        timesPerDay: entry.timesPerDay,
      },
      supplements: [],
      drugs: [
        {
          category: '1',
          codeKind: RECEIPT_CODE,
          code: drug,
          name: resolved.name,
          amount,
          potency: '1',
          unit: resolved.unit ?? '錠',
          conversion: null,
          uneven: null,
          burden: null,
          perDose: null,
          supplements: [],
        },
      ],
    };
  });
}

/** As if the member of staff had just shown their second factor. */
function sessionOf(
  account: string,
  staff: Region['showcase']['staff'][number] | undefined,
  now: Date,
): Session {
  if (staff?.facility == null) throw new Error(`the demo lacks the account ${account}`);
  const { displayName, role, facility } = staff;
  return {
    sessionId: 'demo',
    kind: 'staff',
    account,
    displayName,
    roles: [role as Role],
    organisation: {
      organisationId: 'demo',
      facilityCode: facility.code,
      insurerNumber: null,
      name: facility.name,
      kind: facility.kind,
      emergencyDesignated: false,
    },
    personId: null,
    emergencyDesignated: false,
    stage: 'complete',
    scopes: null,
    app: null,
    confirmedAt: now,
    expiresAt: now,
  };
}
