import type { Steps } from '../steps.ts';
import type { CsvRow } from './csv.ts';
import { dateInName, decodeEither } from './decode.ts';
import { type DatedUsage, fault, type ReadFault, type ReadResult, type UsagesPart } from './parts.ts';
import { readTable } from './table.ts';

/** Our own layout: that of 電子処方箋用法マスタ is not public. docs/drug-check.md describes it. */
const USAGE_HEADER: readonly string[] = [
  'code',
  'name',
  'kana',
  'kind',
  'times_per_day',
  'valid_from',
  'valid_until',
];
const CODE = /^[0-9A-Z]{16}$/;
const DATE = /^(?:\d{4}-\d{2}-\d{2})?$/;
const KINDS: Readonly<Record<string, DatedUsage['kind']>> = {
  standard: 'standard',
  extended: 'extended',
  dummy: 'dummy',
};
const PLACEHOLDER = /[○〇]/;

export const isUsageHeader = (header: readonly string[]): boolean =>
  header.length === USAGE_HEADER.length && USAGE_HEADER.every((name, index) => header[index] === name);

/** @spec prescriptions.md §6.6, §7 */
export function* readUsages(bytes: Uint8Array, name: string): Steps<ReadResult<UsagesPart>> {
  const rows: DatedUsage[] = [];
  const wrong = yield* readTable(decodeEither(bytes), {
    checkHeader: (header) => (isUsageHeader(header) ? null : fault('knowledge-file-columns', 1)),
    take(row) {
      if (row.width !== USAGE_HEADER.length) return fault('knowledge-file-columns', row.line, row.width);
      const taken = takeRow(row);
      if ('fault' in taken) return taken;
      rows.push(taken);
      return null;
    },
  });
  return wrong ?? { kind: 'usages', name, edition: dateInName(name), rows };
}

function takeRow(row: CsvRow): DatedUsage | ReadFault {
  const { line } = row;
  const [code, name, kana, kindName] = [row.value(0), row.value(1), row.value(2), row.value(3)];
  const [times, from, until] = [row.value(4), row.value(5), row.value(6)];
  const kind = KINDS[kindName];
  if (!CODE.test(code)) return fault('knowledge-file-value', line, 1, code);
  if (name === '') return fault('knowledge-file-value', line, 2);
  if (kind === undefined) return fault('knowledge-file-value', line, 4);
  if (!/^\d{0,2}$/.test(times)) return fault('knowledge-file-value', line, 5);
  if (!DATE.test(from) || !DATE.test(until))
    return fault('knowledge-file-value', line, DATE.test(from) ? 7 : 6);
  return {
    code,
    name,
    kana: kana === '' ? null : kana,
    kind,
    timesPerDay: times === '' ? null : Number(times),
    // @spec prescriptions.md §6.6
    needsSupplement: PLACEHOLDER.test(name),
    validFrom: from === '' ? null : from,
    validUntil: until === '' ? null : until,
  };
}
