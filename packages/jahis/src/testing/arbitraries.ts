import { monthLength } from '@tsunagu/ids';
import * as fc from 'fast-check';
import type {
  DispensedGroup,
  Dispensing,
  Drug,
  Institution,
  Insurance,
  Patient,
  Prescription,
  RpGroup,
} from '../model.ts';
import type { Notebook, NotebookBlock, NotebookGroup } from '../notebook/notebook-model.ts';

/** Made-up documents that keep every rule of their dialect. */

/** Texts of some characters, by one number: the arbitraries of strings take a hundred times as long. */
const word = (characters: readonly string[], min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.nat()).map(([length, seed]) => {
    let state = seed;
    let result = '';
    for (let at = 0; at < length; at++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      result += characters[(state >>> 8) % characters.length] ?? '';
    }
    return result;
  });
const DIGITS = [...'0123456789'];
const ASCII = [...'0123456789ABCXYZabcxyz.-'];
const digits = (min: number, max = min) => word(DIGITS, min, max);
const ascii = (max: number) => word(ASCII, 1, max);
/** No comma, no spaces at the ends; every character is in Shift_JIS as well. */
const CHARACTERS = [...'あいうアイウ見本例示薬錠髙①％０９ＡＺ（）・ーabcXYZ019 　／'];
const text = (max: number) => word(CHARACTERS, 1, max).map((one) => one.trim() || '例');
const kana = (max: number) => word([...'ｱｲｳｶﾞｰﾝ'], 1, max);
const quantity = fc
  .tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 99_999 }))
  .map(([whole, part]) => `${whole}.${String(part).padStart(5, '0')}`.replace(/\.?0+$/, ''));
const day = fc
  .tuple(
    fc.integer({ min: 1950, max: 2026 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
  )
  .map(([year, month, at]) => {
    const last = Math.min(at, monthLength(year, month));
    return `${year}-${String(month).padStart(2, '0')}-${String(last).padStart(2, '0')}`;
  });
const partialDay = fc.oneof(
  day,
  day.map((one) => one.slice(0, 7)),
  day.map((one) => one.slice(0, 4)),
);
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
const few = <T>(one: fc.Arbitrary<T>, min = 0) => fc.array(one, { minLength: min, maxLength: 3 });
const code = (...values: string[]) => fc.constantFrom(...values);

export type Words = 'sj1' | 'qr';

const institution = (kinds: string[]): fc.Arbitrary<Institution> =>
  fc
    .record({
      codeKind: code(...kinds),
      code: digits(7),
      prefecture: digits(2),
      name: maybe(text(60)),
      postalCode: maybe(fc.constant('100-0000')),
      address: maybe(text(50)),
      phone: maybe(fc.constant('03-0000-0000')),
      fax: maybe(fc.constant('03-0000-0001')),
      otherContact: maybe(text(50)),
    })
    .map((one) => (one.phone === null ? { ...one, fax: null, otherContact: null } : one));

const patient: fc.Arbitrary<Patient> = fc.record({
  code: maybe(ascii(15)),
  name: text(20),
  kana: maybe(kana(40)),
  sex: code('1', '2'),
  birthDate: partialDay,
  burdenKind: maybe(code('1', '2', '3', '4', '5')),
});

const insurance = (words: Words): fc.Arbitrary<Insurance> =>
  fc
    .record({
      kind: maybe(words === 'sj1' ? code('1', '2', '7') : code('1', '2', '3', '4', '5', '6', '7')),
      insurerNumber: maybe(words === 'sj1' ? fc.oneof(digits(6), digits(8)) : ascii(14)),
      symbol: maybe(text(20)),
      number: maybe(text(20)),
      relation: code('1', '2'),
      branch: maybe(digits(2)),
      rates: maybe(fc.integer({ min: 0, max: 100 })),
      occupational: maybe(code('1', '2', '3')),
    })
    .map(({ rates, ...one }) => ({
      ...one,
      patientRate: rates,
      benefitRate: rates === null ? null : 100 - rates,
    }));

const usage = (words: Words): fc.Arbitrary<RpGroup['usage']> => {
  const times = maybe(fc.integer({ min: 1, max: 99 }));
  const coded = (kind: string) =>
    fc.record({ codeKind: fc.constant(kind), code: digits(16), name: text(50), timesPerDay: times });
  const free = fc.record({
    codeKind: fc.constant('1'),
    code: fc.constant(null),
    name: text(50),
    timesPerDay: times,
  });
  return words === 'sj1' ? coded('3') : fc.oneof(coded('2'), free);
};

const supplement = fc.oneof(
  fc.record({
    kind: maybe(code('1', '2', '3', '4', '5', '6', '7')),
    text: text(50),
    usageCode: maybe(ascii(8)),
    siteCode: maybe(ascii(3)),
  }),
  fc.record({ kind: code('8', '9'), text: text(50), usageCode: ascii(8), siteCode: ascii(3) }),
);

const drug = (words: Words, burdens: boolean): fc.Arbitrary<Drug> => {
  const qr = words === 'qr';
  return fc
    .record({
      category: qr ? maybe(code('1', '2', '3')) : code('1', '2'),
      coded: qr
        ? fc.oneof(
            fc.tuple(code('2', '3', '4', '6', '7'), ascii(13)),
            fc.tuple(code('1', '7'), fc.constant(null)),
          )
        : fc.tuple(code('2', '4', '7'), ascii(13)),
      name: text(40),
      amount: quantity,
      potency: code('1', '2'),
      unit: text(6),
      conversion: maybe(quantity),
      uneven: maybe(
        fc.integer({ min: 2, max: 5 }).chain((count) =>
          fc.record({
            amounts: fc.array(quantity, { minLength: count, maxLength: count }),
            codes: fc.array(qr ? maybe(ascii(8)) : fc.constant(null), { minLength: count, maxLength: count }),
          }),
        ),
      ),
      burden: burdens ? fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }) : fc.constant(null),
      perDose: maybe(
        fc.record({
          amount: fc.oneof(quantity, fc.constant('2/3')),
          timesPerDay: maybe(fc.integer({ min: 1, max: 99 })),
        }),
      ),
      supplements: few(
        fc.record({
          kind: maybe(code('1', '2', '3', '4', '5', '6', '8')),
          text: text(50),
          usageCode: qr ? maybe(ascii(8)) : fc.constant(null),
        }),
      ),
    })
    .map(({ coded: [codeKind, value], ...one }) => ({ ...one, codeKind, code: value }));
};

const group = (words: Words, burdens: boolean, split: boolean): fc.Arbitrary<RpGroup> =>
  fc
    .record({
      form: code('1', '2', '3', '4', '5', '6', '9'),
      formName: maybe(text(2)),
      quantity: fc.integer({ min: 1, max: 999 }),
      perPart: fc.integer({ min: 1, max: 99 }),
      usage: usage(words),
      supplements: few(supplement),
      drugs: few(drug(words, burdens), 1),
    })
    .map(({ perPart, ...one }) => ({
      ...one,
      formName: one.form === '9' ? one.formName : null,
      splitQuantity: split ? { perPart, total: one.quantity } : null,
      // A usage with the placeholder needs a supplement; these texts have none.
    }));

/** A prescription that its dialect can say without loss. */
export const prescriptionOf = (words: Words): fc.Arbitrary<Prescription> =>
  fc.tuple(fc.boolean(), fc.boolean()).chain(([burdens, divided]) =>
    fc.record({
      institution: institution(['1', '3', '6']),
      department: maybe(
        fc.oneof(
          fc.record({ codeKind: fc.constant('1'), code: fc.constant(null), name: text(40) }),
          fc.record({ codeKind: fc.constant('2'), code: digits(2), name: text(40) }),
        ),
      ),
      doctor: fc.record({ code: maybe(ascii(15)), kana: maybe(kana(40)), name: text(20) }),
      patient,
      insurance: insurance(words),
      publicExpenses: fc
        .subarray([1, 2, 3, 'special'] as const)
        .chain((places) =>
          fc.tuple(
            ...places.map((place) =>
              fc.record({ place: fc.constant(place), payer: digits(8), beneficiary: maybe(digits(7)) }),
            ),
          ),
        ),
      claimKind: maybe(digits(4)),
      issuedOn: day,
      usableUntil: maybe(day),
      narcotic: maybe(
        fc.record({ licence: maybe(ascii(15)), address: text(50), phone: fc.constant('03-0000-0000') }),
      ),
      leftovers: maybe(code('1', '2')),
      split: divided
        ? fc
            .integer({ min: 2, max: 3 })
            .chain((count) =>
              fc.record({ count: fc.constant(count), part: fc.integer({ min: 1, max: count }) }),
            )
        : fc.constant(null),
      refillUses: maybe(fc.integer({ min: 2, max: 3 })),
      remarks: few(
        fc.record({ kind: maybe(words === 'sj1' ? code('1', '2') : code('1', '2', '3')), text: text(50) }),
      ),
      accessCode: maybe(digits(6, 16)),
      groups: few(group(words, burdens, divided), 1),
      providedInformation:
        words === 'sj1' ? few(fc.record({ drug: text(40), comment: text(80) })) : fc.constant([]),
      testValues: words === 'sj1' ? few(text(80)) : fc.constant([]),
    }),
  );

const dispensedGroup: fc.Arbitrary<DispensedGroup> = group('sj1', false, false).chain(
  ({ splitQuantity: _, ...one }) =>
    fc
      .array(
        fc.record({
          answers: maybe(
            fc.record({
              prescription: fc.integer({ min: 1, max: 9 }),
              rp: fc.integer({ min: 1, max: 99 }),
              drug: fc.integer({ min: 1, max: 99 }),
            }),
          ),
          changeReason: maybe(text(40)),
        }),
        { minLength: one.drugs.length, maxLength: one.drugs.length },
      )
      .map((answers) => ({
        ...one,
        drugs: one.drugs.map((own, at) => ({
          ...own,
          answers: answers[at]?.answers ?? null,
          changeReason: answers[at]?.changeReason ?? null,
        })),
      })),
);

export const dispensing: fc.Arbitrary<Dispensing> = fc.record({
  prescriptionIds: few(fc.uuid(), 1),
  pharmacy: institution(['4']),
  pharmacist: fc.record({ code: maybe(ascii(15)), kana: maybe(kana(40)), name: text(20) }),
  patient,
  insurance: insurance('sj1'),
  dispensedOn: day,
  split: fc.constant(null),
  groups: few(dispensedGroup, 1),
  inquiries: few(text(100)),
  refill: maybe(
    fc.record({ use: fc.integer({ min: 1, max: 3 }), finished: fc.boolean(), nextOn: maybe(day) }),
  ),
  message: maybe(few(text(60), 1).map((lines) => lines.join('\n'))),
});

const author = code('1', '2', '8', '9');
const authored = fc.record({ text: text(60), author });

const notebookGroup = (rp: number): fc.Arbitrary<NotebookGroup> =>
  fc.record({
    rp: fc.constant(rp),
    drugs: few(
      fc
        .record({
          name: text(40),
          amount: quantity,
          unit: text(6),
          coded: fc.oneof(fc.tuple(code('2', '3', '4', '6'), ascii(13)), fc.constant(['1', null] as const)),
          author,
          generalName: maybe(text(40)),
          general: fc.oneof(
            fc.tuple(fc.constant('2'), ascii(12)),
            code('1').map((one) => [one, null] as const),
          ),
          supplements: few(authored),
          cautions: few(authored),
        })
        .map(({ coded, general, ...one }) => ({
          ...one,
          codeKind: coded[0],
          code: coded[1],
          generalCodeKind: general[0],
          generalCode: general[1],
        })),
      1,
    ),
    usage: fc
      .record({
        name: text(40),
        quantity: fc.integer({ min: 1, max: 999 }).map(String),
        unit: text(4),
        form: code('1', '2', '3', '4', '5', '6', '7', '9', '10'),
        coded: fc.oneof(fc.tuple(fc.constant('2'), ascii(16)), fc.constant(['1', null] as const)),
        author,
      })
      .map(({ coded, ...one }) => ({ ...one, codeKind: coded[0], code: coded[1] })),
    supplements: few(authored),
    cautions: few(authored),
  });

const facility = fc.record({
  name: text(40),
  prefecture: digits(2),
  codeKind: code('1', '3'),
  code: digits(7),
  author,
});

/** Every doctor has an own place, so that no RP number occurs twice. */
const origins: fc.Arbitrary<NotebookBlock['prescriptions']> = few(
  fc.record({
    institution: facility,
    doctors: few(
      fc.record({
        doctor: fc.record({ name: text(20), department: maybe(text(20)), author }),
        groups: fc
          .integer({ min: 1, max: 3 })
          .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => notebookGroup(at + 1)))),
      }),
      1,
    ),
  }),
);

export const notebook: fc.Arbitrary<Notebook> = fc.record({
  category: fc.constantFrom<'1' | '2'>('1', '2'),
  patient: fc.record({
    name: text(20),
    sex: code('1', '2'),
    birthDate: day,
    postalCode: maybe(fc.constant('100-0000')),
    address: maybe(text(60)),
    phone: maybe(fc.constant('03-0000-0000')),
    emergencyContact: maybe(text(20)),
    bloodGroup: maybe(text(4)),
    weight: maybe(fc.constant('52.3')),
    kana: maybe(text(20)),
  }),
  notes: few(fc.record({ kind: code('1', '2', '3', '9'), text: text(60), author })),
  otc: few(
    fc.record({
      name: text(40),
      from: maybe(day),
      to: maybe(day),
      author,
      jan: maybe(digits(13)),
      ingredients: few(
        fc
          .record({
            name: text(40),
            coded: fc.oneof(fc.tuple(fc.constant('2'), ascii(9)), fc.constant(['1', null] as const)),
            author,
          })
          .map(({ coded, ...one }) => ({ ...one, codeKind: coded[0], code: coded[1] })),
      ),
    }),
  ).map((drugs) => drugs.map((one, at) => ({ ...one, sequence: at + 1 }))),
  memos: few(fc.record({ text: text(60), on: maybe(day), author })),
  blocks: few(
    fc.record({
      on: day,
      author,
      facility: fc.record({
        name: text(40),
        prefecture: digits(2),
        codeKind: code('1', '3', '4'),
        code: digits(7),
        postalCode: maybe(fc.constant('1000000')),
        address: maybe(text(40)),
        phone: maybe(fc.constant('03-0000-0000')),
        author,
      }),
      staff: maybe(fc.record({ name: text(20), contact: maybe(text(20)), author })),
      prescriptions: origins,
      cautions: few(authored),
      provided: few(fc.record({ text: text(60), kind: code('30', '31', '99'), author })),
      leftovers: few(authored),
      remarks: few(authored),
      entries: few(fc.record({ text: text(60), on: maybe(day) })),
    }),
    1,
  ),
  pharmacists: few(
    fc.record({
      name: text(20),
      pharmacy: text(40),
      contact: text(20),
      from: maybe(day),
      to: maybe(day),
      author,
    }),
  ),
  part: maybe(
    fc.record({ dataId: digits(14), count: fc.constant(3), number: fc.integer({ min: 1, max: 3 }) }),
  ),
});
