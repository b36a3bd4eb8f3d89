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
import { ascii, code, day, digits, few, kana, maybe, partialDay, quantity, text } from './values.ts';

/** Made-up documents that keep every rule of their dialect. */

type Words = 'sj1' | 'qr';

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
  split: maybe(fc.record({ count: fc.constant(3), part: fc.integer({ min: 1, max: 3 }) })),
  groups: few(dispensedGroup, 1),
  inquiries: few(text(100)),
  refill: maybe(
    fc.record({ use: fc.integer({ min: 1, max: 3 }), finished: fc.boolean(), nextOn: maybe(day) }),
  ),
  message: maybe(few(text(60), 1).map((lines) => lines.join('\n'))),
});
