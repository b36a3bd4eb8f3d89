import type { Queryable } from '../../../kernel/db/database.ts';
import type { PersonId } from '../person-id.ts';

/** For which days a number of a person holds, as far as the insurers said. */
export interface NumberValidity {
  readonly personId: PersonId;
  readonly numberKey: string;
  readonly birthDate: string;
  /** Two digits, or '' when unknown. */
  readonly branch: string;
  /** `YYYY-MM-DD`. */
  readonly validFrom: string;
  /** Exclusive; null = open. */
  readonly validTo: string | null;
  /** Numbers of 医療扶助, which an insurance goes before. */
  readonly publicAssistance: boolean;
}

/** Replaces what was noted about numbers that their people carry already. Each number once; unknown ones are left alone. */
export async function noteValidity(db: Queryable, numbers: readonly NumberValidity[]): Promise<void> {
  if (numbers.length === 0) return;
  const values = numbers.map((one) => ({
    person_id: one.personId,
    number_key: one.numberKey,
    birth_date: one.birthDate,
    branch: one.branch,
    valid_from: one.validFrom,
    valid_to: one.validTo,
    public_assistance: one.publicAssistance,
  }));
  await db.query(
    `UPDATE registry.insured_number n
     SET valid_from = said.valid_from, valid_to = said.valid_to, public_assistance = said.public_assistance
     FROM json_to_recordset($1::json) AS said (person_id uuid, number_key text, birth_date date, branch text,
       valid_from date, valid_to date, public_assistance boolean)
     WHERE n.number_key = said.number_key AND n.birth_date = said.birth_date AND n.branch = said.branch
       AND n.person_id = said.person_id
       AND (n.valid_from, n.valid_to, n.public_assistance)
         IS DISTINCT FROM (said.valid_from, said.valid_to, said.public_assistance)`,
    [JSON.stringify(values)],
  );
}
