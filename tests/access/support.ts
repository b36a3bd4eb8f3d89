import { insertRows } from '../../apps/server/src/kernel/db/insert-rows.ts';
import { CONSENTS, LIMITS, OPENED } from '../../apps/server/src/modules/access/testing/oracle.ts';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import type { TestServer } from '../../apps/server/src/testing/test-server.ts';

/** One of the oracle's situations. */
export interface SituationNames {
  readonly consent: string;
  readonly limit: string;
  readonly opened: string;
}

export const SITUATIONS: readonly SituationNames[] = Object.keys(CONSENTS).flatMap((consent) =>
  Object.keys(LIMITS).flatMap((limit) => Object.keys(OPENED).map((opened) => ({ consent, limit, opened }))),
);

/** Who opened the emergency views. */
export const DESIGNATED = 'hospital-emergency';

/** Lets the hospital use the emergency view, and one of its physicians. */
export async function designate(server: TestServer): Promise<void> {
  await server.asOwner(
    'UPDATE identity.organisation SET emergency_designated = true WHERE facility_code = $1',
    [HOSPITAL.code],
  );
  await server.asOwner('UPDATE identity.account SET emergency_designated = true WHERE account = $1', [
    DESIGNATED,
  ]);
}

/** Opens a disaster mode around the present instant and gives its id. */
export async function openMode(server: TestServer, area = HOSPITAL.code.slice(0, 2)): Promise<string> {
  const [mode] = await server.asOwner<{ mode_id: string }>(
    `INSERT INTO access.disaster_mode (name, areas, opens_at, closes_at, opened_by, reference, recorded_at)
     VALUES ('試験の災害', $1, $2::timestamptz - interval '10 days', $2::timestamptz + interval '10 days', 'test', 'test', $2)
     RETURNING mode_id`,
    [[area], server.clock()],
  );
  return mode?.mode_id ?? '';
}

/** Puts people into their situations at the hospital; `category` is the one that consents and limits are about. */
export async function arrange(
  server: TestServer,
  people: readonly { readonly personId: string; readonly names: SituationNames }[],
  { category, modeId }: { readonly category: string; readonly modeId: string },
): Promise<void> {
  const now = server.clock().getTime();
  const owner = {
    query: async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await server.asOwner(sql, values)) as Row[],
  };
  const at = (age: number): Date => new Date(now - age);
  const consents = people.flatMap(({ personId, names }) =>
    (CONSENTS[names.consent]?.facts ?? []).map(({ basis, age, lasts, withdrawnAge }) => [
      personId,
      HOSPITAL.code,
      category,
      basis,
      at(age),
      lasts === null ? null : at(age - lasts),
      withdrawnAge === undefined ? null : at(withdrawnAge),
      'written',
      'test',
      basis === 'oral' ? 'noted' : null,
    ]),
  );
  await insertRows(owner, {
    into: `access.consent (person_id, facility_code, category, basis, given_at, valid_until, withdrawn_at, method, recorded_by, chart_note)`,
    rows: consents,
  });
  const other = category === 'medication' ? 'treatment' : 'medication';
  const limits = people.flatMap(({ personId, names }) =>
    (LIMITS[names.limit]?.facts ?? []).map((fact) => [
      personId,
      fact === 'withheld' ? fact : fact === 'stopped' ? 'sharing-stopped' : 'denied',
      fact === 'withheld' || fact === 'stopped' ? '' : HOSPITAL.code,
      fact === 'category' ? category : fact === 'other' ? other : '',
      at(1000),
      'test',
    ]),
  );
  await insertRows(owner, {
    into: 'access.limitation (person_id, kind, facility_code, category, since, set_by)',
    rows: limits,
  });
  const opened = people.flatMap(({ personId, names }) =>
    (OPENED[names.opened]?.facts ?? []).map(({ mode, age, lasts }) => [
      personId,
      mode,
      HOSPITAL.code,
      DESIGNATED,
      at(age),
      at(age - lasts),
      mode === 'disaster' ? modeId : null,
      mode === 'emergency' ? true : null,
      false,
      'test',
    ]),
  );
  await insertRows(owner, {
    into: `access.opened_view (person_id, mode, facility_code, account, opened_at, valid_until, disaster_mode_id,
           life_threatening, able_to_consent, reason)`,
    rows: opened,
  });
}
