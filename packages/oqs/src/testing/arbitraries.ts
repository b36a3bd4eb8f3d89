import { checkDigit, type LocalDate, localDate, type YearMonth, yearMonth } from '@tsunagu/ids';
import fc from 'fast-check';
import type { FieldSpec, ScalarSpec, Shape } from '../schema.ts';

/** Characters that every encoding of the interface holds, with those that XML has to escape. */
const CP932_CHARACTERS = [...'試験太郎髙﨑①Ⅲ㈱ｼｹﾝﾞ・－～―∥ー０１ＡＢぁん　', ...'aZ09 -&<>"\'\n\r\t\\~●/%'];
/** Characters that only UTF-8 holds. */
const OTHER_CHARACTERS = [...'〜‖−—𠮷葛󠄀😀é¥�'];

function texts(characters: readonly string[]): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...characters), { minLength: 1, maxLength: 30 })
    .map((chars) => chars.join(''))
    .filter((text) => /[^ \t\r\n]/.test(text));
}

/** Texts that come back from a Shift_JIS file as they were. */
export const cp932Text = texts(CP932_CHARACTERS);
/** Texts that come back from a UTF-8 file as they were. */
export const utf8Text = texts([...CP932_CHARACTERS, ...OTHER_CHARACTERS]);

const days: fc.Arbitrary<LocalDate> = fc
  .record({
    year: fc.integer({ min: 1868, max: 2199 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
  })
  .map(({ year, month, day }) => localDate(year, month, day))
  .filter((day) => day !== null);

const months: fc.Arbitrary<YearMonth> = fc
  .record({ year: fc.integer({ min: 1868, max: 2199 }), month: fc.integer({ min: 1, max: 12 }) })
  .map(({ year, month }) => yearMonth(year, month))
  .filter((month) => month !== null);

const instants = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));
const insurers = fc.integer({ min: 1, max: 9999 }).map((n) => {
  const digits = `069${String(n).padStart(4, '0')}`;
  return digits + String(checkDigit(digits));
});

function identifiers(spec: ScalarSpec, text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  switch (spec.identifier) {
    case 'insurer':
      return fc.oneof(
        insurers,
        insurers.map((digits) => digits.replace(/^0+/, '')),
      );
    case 'branch':
      return fc.constantFrom('01', '1', '１', '００');
    case 'facility':
      return fc.integer({ min: 0, max: 9_999_999 }).map((n) => `131${String(n).padStart(7, '0')}`);
    default:
      return text.map((value) => `9${value}`);
  }
}

function values(spec: FieldSpec, text: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  switch (spec.kind) {
    case 'text':
      return text;
    case 'identifier':
      return identifiers(spec, text);
    case 'code':
      return fc.constantFrom('0', '1', '2', '9', '01', 'A1', 'B10', 'ZZ9');
    case 'date':
      return days;
    case 'month':
      return months;
    case 'instant':
      return instants;
    case 'integer':
      return fc.integer({ min: 0, max: 999_999 });
    case 'group':
      return records(spec.shape, text, true);
    case 'list':
      return fc.array(records(spec.shape, text, true), {
        minLength: spec.presence === 'required' ? 0 : 1,
        maxLength: 3,
      });
  }
}

/**
 * Messages of a layout. `filled`: at least one element, since an empty record is not written.
 * Names that a layout does not have (dispensing has no treatments) are left out.
 */
export function records(
  shape: Shape,
  text: fc.Arbitrary<string>,
  filled = false,
): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(shape).filter(
    ([name, spec]) =>
      name !== 'characterCodeIdentifier' && spec.element !== '' && !('item' in spec && spec.item === ''),
  );
  const required = fields.filter(([, spec]) => spec.presence === 'required').map(([name]) => name);
  return fc
    .record(Object.fromEntries(fields.map(([name, spec]) => [name, values(spec, text)])), {
      requiredKeys: required,
      noNullPrototype: true,
    })
    .filter(
      (record) => !filled || Object.values(record).some((value) => !Array.isArray(value) || value.length > 0),
    );
}
