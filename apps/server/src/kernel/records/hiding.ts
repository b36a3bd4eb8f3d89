import hiding from './hiding.json' with { type: 'json' };

interface Hideable {
  readonly facilityCode: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly code: string;
}

/** Names one entry by what, where and when, so that a corrected claim does not bring it back. */
export const entryKey = ({ facilityCode, date, code }: Hideable): string =>
  `e${facilityCode}-${date}-${code}`;

/** Names everything of one day at one institution. */
export const visitKey = ({ facilityCode, date }: Pick<Hideable, 'facilityCode' | 'date'>): string =>
  `v${facilityCode}-${date}`;

const STAYS: ReadonlySet<number> = new Set(hiding.drugsThatStay);

/** Whether a drug may be hidden at all, by 麻薬等 of the drug master. @spec phr.md §3 A4 */
export const drugMayBeHidden = (controlled: number): boolean => !STAYS.has(controlled);

/** Tells what an institution does not get to see; what it did or prescribed itself it always sees. */
export type IsHidden = (
  entry: Pick<Hideable, 'facilityCode' | 'date'> & {
    readonly code?: string;
    readonly prescriberCode?: string | null;
  },
) => boolean;

export const NOTHING_HIDDEN: IsHidden = () => false;

export function hiddenFrom(viewer: string | null, keys: ReadonlySet<string>): IsHidden {
  if (keys.size === 0) return NOTHING_HIDDEN;
  return ({ facilityCode, date, code, prescriberCode }) =>
    facilityCode !== viewer &&
    prescriberCode !== viewer &&
    (keys.has(visitKey({ facilityCode, date })) ||
      (code !== undefined && keys.has(entryKey({ facilityCode, date, code }))));
}
