import type { Database } from '../../kernel/db/database.ts';
import type { RecordPeriod, RecordSource, SourceResource } from '../../kernel/records/record-source.ts';
import { isStanding } from './model/facts.ts';
import { presentVersions, readContent, type StoredVersion } from './store.ts';

/** What institutions sent as a source of the record: one range scan per person. */
export function clinicalSource(db: Database): RecordSource {
  return {
    id: 'clinical',
    async read(personId, period) {
      const versions = await presentVersions(db, personId);
      const resources = versions.flatMap((one) => (isWithin(one, period) ? toResource(one) : []));
      const months = resources.flatMap(({ date }) => (date === null ? [] : [date.slice(0, 7)]));
      return {
        medications: [],
        acts: [],
        visits: [],
        resources,
        newestMonth: months.sort().at(-1) ?? null,
        newestReceivedAt: resources[0]?.receivedAt ?? null,
      };
    },
  };
}

/** What holds on, and what names no day, belongs to every period. */
const isWithin = ({ type, effectiveOn }: StoredVersion, { from, to }: RecordPeriod): boolean =>
  isStanding(type) ||
  effectiveOn === null ||
  (from <= effectiveOn.slice(0, 7) && effectiveOn.slice(0, 7) <= to);

function toResource(one: StoredVersion): SourceResource[] {
  const {
    content,
    category,
    hideKey,
    facilityCode,
    effectiveOn: date,
    told: toldToPatient,
    receivedAt,
  } = one;
  if (content === null || category === null || hideKey === null) return [];
  const resource = readContent(content);
  return [{ category, facilityCode, date, toldToPatient, hideKey, receivedAt, resource }];
}
