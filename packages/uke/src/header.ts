import type { RecordContext } from './context.ts';
import { layoutOf } from './layout.ts';
import type { ClaimKind, FileHeader } from './model.ts';

/** Reads the IR or YK at hand. @spec claims.md §4.1, §8 */
export function readHeader(context: RecordContext, kind: ClaimKind): FileHeader {
  const layout = layoutOf(kind).records.get(kind === 'medical' ? 'IR' : 'YK');
  if (layout === undefined) throw new Error('no layout for the header');
  context.check(layout);
  const { fields } = context;
  // IR has a reserved column before the name that YK has not.
  const shift = kind === 'medical' ? 1 : 0;
  const prefecture = fields.text(2);
  const tariffTable = fields.text(3);
  const institutionCode = fields.text(4);
  return {
    kind,
    reviewBody: fields.text(1),
    prefecture,
    tariffTable,
    institutionCode,
    facilityCode: prefecture + tariffTable + institutionCode,
    name: fields.text(5 + shift),
    billingMonth: fields.monthText(6 + shift),
    volume: fields.text(7 + shift),
    phone: fields.text(8 + shift),
  };
}
