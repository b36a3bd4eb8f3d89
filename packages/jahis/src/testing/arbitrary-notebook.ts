import * as fc from 'fast-check';
import type { Notebook, NotebookBlock, NotebookGroup } from '../notebook/notebook-model.ts';
import { ascii, code, day, digits, few, maybe, quantity, text } from './values.ts';

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
