import type { TestRuntime } from './test-runtime.ts';

/** A disclosure entry as it is stored. */
export interface StoredDisclosure {
  readonly person_id: string;
  readonly account: string;
  readonly actor_role: string;
  readonly facility_code: string | null;
  readonly purpose: string;
  readonly ground: string | null;
  readonly categories: string[];
  readonly outcome: string;
  readonly refusal_code: string | null;
  readonly item_count: number;
}

/**
 * What `run` returned, and the entries about people's data that appeared meanwhile (not those about signing in), read over another connection than the server's:
 * only committed ones are seen.
 */
export async function disclosuresDuring<T>(runtime: Pick<TestRuntime, 'asOwner'>, run: () => Promise<T>) {
  const ids = async () =>
    new Set(
      (await runtime.asOwner<{ id: string }>('SELECT entry_id AS id FROM audit.entry')).map(({ id }) => id),
    );
  const before = await ids();
  const value = await run();
  const entries = await runtime.asOwner<StoredDisclosure>(
    `SELECT person_id, account, actor_role, facility_code, purpose, ground, categories, outcome, refusal_code, item_count
     FROM audit.entry WHERE NOT entry_id = ANY ($1) AND purpose IS NOT NULL ORDER BY at, entry_id`,
    [[...before]],
  );
  return { value, entries };
}
