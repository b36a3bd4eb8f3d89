import type { SourceRecord } from '../../../kernel/records/record-source.ts';
import precedence from './source-precedence.json' with { type: 'json' };

const RANKS: ReadonlyMap<string, number> = new Map(precedence.order.map((source, rank) => [source, rank]));
const LAST = precedence.order.length;

interface Placed {
  readonly file: { readonly source: string };
  readonly facilityCode: string;
  readonly date: string;
}

const rankOf = ({ file }: Placed): number => RANKS.get(file.source) ?? LAST;
const keyOf = ({ facilityCode, date }: Pick<Placed, 'facilityCode' | 'date'>): string =>
  `${facilityCode} ${date}`;

/**
 * One current line where several sources know the drugs of an institution and day: that of the source that comes first.
 * The others stay where they are stored. What was prescribed is left out once a claim names its prescriber and day.
 * @spec eligibility.md §9.3
 */
export function mergeSources(found: readonly SourceRecord[]): readonly SourceRecord[] {
  const known = found.filter(
    ({ medications, prescribed = [] }) => medications.length + prescribed.length > 0,
  );
  if (known.length < 2) return found;
  const best = new Map<string, number>();
  const answered = new Set<string>();
  for (const { medications, prescribed = [] } of known) {
    for (const event of medications) {
      const key = keyOf(event);
      best.set(key, Math.min(best.get(key) ?? LAST, rankOf(event)));
      const { prescriberCode, prescribedOn } = event;
      // A source that knows prescriptions knows itself which of them were answered, and by which day alone it is not said.
      if (prescribed.length === 0 && prescriberCode !== null && prescribedOn !== null)
        answered.add(keyOf({ facilityCode: prescriberCode, date: prescribedOn }));
    }
  }
  const isCurrent = (one: Placed): boolean => (best.get(keyOf(one)) ?? LAST) >= rankOf(one);
  return found.map((source) => ({
    ...source,
    medications: source.medications.filter(isCurrent),
    visits: source.visits.filter(isCurrent),
    ...(source.prescribed === undefined
      ? {}
      : { prescribed: source.prescribed.filter((one) => !answered.has(keyOf(one))) }),
  }));
}
