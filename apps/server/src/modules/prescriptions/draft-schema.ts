import type { Drug, RpGroup } from '@tsunagu/jahis';
import Type, { type Static, type TSchema } from 'typebox';
import type { Draft } from './life/draft.ts';

/** The shapes in which the portal and programs write what is to be prescribed or was given. */

const MOST_GROUPS = 100;
const MOST_LINES = 999;
const text = (maxLength: number) => Type.String({ maxLength });
const orNull = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));
export const Day = Type.String({ format: 'date', maxLength: 10 });
const Code = text(32);
const Decimal = Type.String({ pattern: '^[0-9]{1,6}(\\.[0-9]{1,5})?$' });
const Count = Type.Integer({ minimum: 0, maximum: 999 });

const DrugSchema = Type.Object({
  category: orNull(text(2)),
  codeKind: text(2),
  code: orNull(Code),
  name: text(200),
  amount: Decimal,
  potency: Type.Optional(text(1)),
  unit: text(20),
  conversion: orNull(Decimal),
  uneven: orNull(
    Type.Object({
      amounts: Type.Array(Decimal, { maxItems: 5 }),
      codes: Type.Array(Type.Union([text(8), Type.Null()]), { maxItems: 5 }),
    }),
  ),
  burden: orNull(Type.Array(Type.Boolean(), { maxItems: 4 })),
  perDose: orNull(
    Type.Object({
      amount: text(12),
      timesPerDay: Type.Union([Type.Integer({ minimum: 0, maximum: 99 }), Type.Null()]),
    }),
  ),
  supplements: Type.Optional(
    Type.Array(Type.Object({ kind: orNull(text(2)), text: text(200), usageCode: orNull(text(16)) }), {
      maxItems: MOST_LINES,
    }),
  ),
});

export const GroupSchema = Type.Object({
  form: text(2),
  formName: orNull(text(10)),
  quantity: Count,
  splitQuantity: orNull(Type.Object({ perPart: Count, total: Count })),
  usage: Type.Object({
    codeKind: text(2),
    code: orNull(text(16)),
    name: text(200),
    timesPerDay: orNull(Type.Integer({ minimum: 0, maximum: 99 })),
  }),
  supplements: Type.Optional(
    Type.Array(
      Type.Object({
        kind: orNull(text(2)),
        text: text(200),
        usageCode: orNull(text(16)),
        siteCode: orNull(text(8)),
      }),
      { maxItems: MOST_LINES },
    ),
  ),
  drugs: Type.Array(DrugSchema, { minItems: 1, maxItems: MOST_GROUPS }),
});

export const DraftSchema = Type.Object({
  issuedOn: Type.Optional(Day),
  usableUntil: orNull(Day),
  refillUses: orNull(Type.Integer({ minimum: 1, maximum: 3 })),
  split: orNull(
    Type.Object({
      count: Type.Integer({ minimum: 1, maximum: 99 }),
      part: Type.Integer({ minimum: 1, maximum: 99 }),
    }),
  ),
  narcotic: orNull(Type.Object({ licence: orNull(text(15)), address: text(100), phone: text(13) })),
  leftovers: orNull(text(1)),
  department: orNull(Type.Object({ codeKind: text(1), code: orNull(text(6)), name: text(80) })),
  remarks: Type.Optional(
    Type.Array(Type.Object({ kind: orNull(text(2)), text: text(200) }), { maxItems: MOST_LINES }),
  ),
  groups: Type.Array(GroupSchema, { minItems: 1, maxItems: MOST_GROUPS }),
  providedInformation: Type.Optional(
    Type.Array(Type.Object({ drug: text(200), comment: text(2_000) }), { maxItems: MOST_LINES }),
  ),
  testValues: Type.Optional(Type.Array(text(2_000), { maxItems: MOST_LINES })),
});

const drugOf = ({ supplements = [], ...drug }: Static<typeof DrugSchema>): Drug => ({
  category: drug.category ?? null,
  codeKind: drug.codeKind,
  code: drug.code ?? null,
  name: drug.name,
  amount: drug.amount,
  // 1: in the unit of the price list.
  potency: drug.potency ?? '1',
  unit: drug.unit,
  conversion: drug.conversion ?? null,
  uneven: drug.uneven ?? null,
  burden: drug.burden ?? null,
  perDose: drug.perDose ?? null,
  supplements: supplements.map((one) => ({
    kind: one.kind ?? null,
    text: one.text,
    usageCode: one.usageCode ?? null,
  })),
});

export const groupOf = ({
  usage,
  supplements = [],
  drugs,
  ...group
}: Static<typeof GroupSchema>): RpGroup => ({
  form: group.form,
  formName: group.formName ?? null,
  quantity: group.quantity,
  splitQuantity: group.splitQuantity ?? null,
  usage: {
    codeKind: usage.codeKind,
    code: usage.code ?? null,
    name: usage.name,
    timesPerDay: usage.timesPerDay ?? null,
  },
  supplements: supplements.map((one) => ({
    kind: one.kind ?? null,
    text: one.text,
    usageCode: one.usageCode ?? null,
    siteCode: one.siteCode ?? null,
  })),
  drugs: drugs.map(drugOf),
});

/** With what was left out as the records have it. One use in all is no refill. */
export function draftOf(body: Static<typeof DraftSchema>): Draft {
  const { narcotic, department, remarks = [], refillUses = null } = body;
  return {
    ...(body.issuedOn === undefined ? {} : { issuedOn: body.issuedOn }),
    usableUntil: body.usableUntil ?? null,
    refillUses: refillUses === 1 ? null : refillUses,
    split: body.split ?? null,
    narcotic: narcotic == null ? null : { ...narcotic, licence: narcotic.licence ?? null },
    leftovers: body.leftovers ?? null,
    department: department == null ? null : { ...department, code: department.code ?? null },
    remarks: remarks.map((one) => ({ kind: one.kind ?? null, text: one.text })),
    groups: body.groups.map(groupOf),
    providedInformation: body.providedInformation ?? [],
    testValues: body.testValues ?? [],
  };
}
