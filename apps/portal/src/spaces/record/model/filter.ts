import { nameSearchKey } from '@tsunagu/ids';
import type { DrugLine, PatientRecord, Setting, TreatmentLine } from '../../../api/types.ts';
import { dataEdge, nowState } from './current-drugs.ts';
import { drugLanes } from './drug-lanes.ts';
import type { RecordSearch } from './record-search.ts';

/** `query` is a search key already: widths, case, kana kind and spaces make no difference. */
function matchesText(query: string, texts: readonly (string | null | undefined)[]): boolean {
  if (query === '') return true;
  return texts.some((text) => text !== null && text !== undefined && nameSearchKey(text).includes(query));
}

function matchesSetting(search: RecordSearch, setting: Setting): boolean {
  return search.setting === undefined || search.setting === setting;
}

/** The lines that pass the filters of the address. `today` is a day number. */
export function applyFilter(
  record: PatientRecord,
  search: RecordSearch,
  today: number,
): { readonly drugs: readonly DrugLine[]; readonly treatments: readonly TreatmentLine[] } {
  const query = nameSearchKey(search.q ?? '');
  let drugs = record.drugs.filter(
    (line) =>
      matchesSetting(search, line.setting) &&
      matchesText(query, [
        line.name,
        line.generalName,
        line.code,
        line.institution?.name,
        line.prescriber?.name,
      ]),
  );
  let treatments = record.treatments.filter(
    (line) =>
      matchesSetting(search, line.setting) &&
      matchesText(query, [line.name, line.categoryName, line.code, line.institution?.name]),
  );
  if (search.current === '1') {
    const edge = dataEdge(record.freshness.newestMonth, today);
    const going = drugLanes(record.drugs).filter((lane) => nowState(lane, edge, today) !== 'ended');
    const ids = new Set(going.flatMap((lane) => lane.supplies.map((supply) => supply.line.id)));
    drugs = drugs.filter((line) => ids.has(line.id));
  }
  if (search.cat !== undefined) {
    if (search.cat !== 'medication') drugs = [];
    treatments = treatments.filter(
      (line) => (line.category === 'surgery' ? 'surgery' : 'treatment') === search.cat,
    );
  }
  return { drugs, treatments };
}
