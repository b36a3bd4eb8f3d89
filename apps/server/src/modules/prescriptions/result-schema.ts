import Type, { type Static } from 'typebox';
import { AppError } from '../../kernel/errors/app-error.ts';
import { Day, GroupSchema, groupOf } from './draft-schema.ts';
import type { ResultInput } from './pharmacy/prepare-result.ts';

/** The shapes in which the portal and programs write what was handed out. */

const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
/** 1 MiB of records, in base64 inside the document, which is in base64 again; and its signature. */
export const MOST_BODY_BYTES = 3 * 1024 * 1024;
const Base64 = Type.String({ minLength: 4, maxLength: MOST_BODY_BYTES, pattern: '^[A-Za-z0-9+/]+={0,2}$' });
const Place = Type.Integer({ minimum: 1, maximum: 999 });
const AnswersSchema = Type.Object({ prescription: Place, rp: Place, drug: Place });
const { drugs: PrescribedDrugs, ...groupShape } = GroupSchema.properties;
const DispensedGroupSchema = Type.Object({
  ...groupShape,
  drugs: Type.Array(
    Type.Object({
      ...PrescribedDrugs.items.properties,
      answers: Type.Optional(Type.Union([AnswersSchema, Type.Null()])),
      changeReason: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])),
    }),
    { minItems: 1, maxItems: 100 },
  ),
});
const ResultDraftSchema = Type.Object({
  dispensedOn: Day,
  groups: Type.Array(DispensedGroupSchema, { minItems: 1, maxItems: 100 }),
  inquiries: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 600 }), { maxItems: 900 })),
  refill: Type.Optional(
    Type.Union([
      Type.Object({ nextOn: Type.Optional(Type.Union([Day, Type.Null()])), finished: Type.Boolean() }),
      Type.Null(),
    ]),
  ),
  split: Type.Optional(
    Type.Union([Type.Object({ count: Type.Integer(), part: Type.Integer() }), Type.Null()]),
  ),
  message: Type.Optional(Type.Union([Type.String({ maxLength: 2_000 }), Type.Null()])),
});
export const ResultBody = Type.Object({
  prescriptionIds: Type.Array(Type.String({ pattern: UUID }), { minItems: 1, maxItems: 10 }),
  draft: Type.Optional(ResultDraftSchema),
  /** Of a program or a card: signed XML, or bare records where nothing is signed; base64. */
  document: Type.Optional(Base64),
  sign: Type.Optional(Type.Union([Type.Literal('service'), Type.Literal('none')])),
  version: Type.Optional(Type.Integer({ minimum: 1 })),
});
/** What is registered. Throws INPUT_INVALID unless there is one of a draft and a document. */
export function inputOf({ draft, document, sign }: Static<typeof ResultBody>): ResultInput {
  if ((draft === undefined) === (document === undefined))
    throw new AppError('INPUT_INVALID', { body: 'either draft or document' });
  if (draft === undefined) return { document: document ?? '', sign: sign === 'none' ? 'none' : 'signed' };
  const { dispensedOn, groups, inquiries = [], refill, split, message } = draft;
  return {
    draft: {
      dispensedOn,
      groups: groups.map(dispensedGroupOf),
      inquiries,
      refill: refill == null ? null : { finished: refill.finished, nextOn: refill.nextOn ?? null },
      split: split ?? null,
      message: message ?? null,
    },
    sign: sign ?? 'service',
  };
}

function dispensedGroupOf(group: Static<typeof DispensedGroupSchema>) {
  const { splitQuantity: _, drugs, ...rest } = groupOf(group);
  return {
    ...rest,
    drugs: drugs.map((drug, at) => ({
      ...drug,
      answers: group.drugs[at]?.answers ?? null,
      changeReason: group.drugs[at]?.changeReason ?? null,
    })),
  };
}
