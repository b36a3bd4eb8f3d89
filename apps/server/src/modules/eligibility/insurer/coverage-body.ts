import Type, { type Static } from 'typebox';
import type { MedicalTicket } from '../model/coverage.ts';
import type { CoverageDraft } from '../model/draft.ts';

const Text = Type.Optional(Type.Union([Type.String({ maxLength: 300 }), Type.Null()]));
const Amount = Type.Optional(Type.Union([Type.Integer(), Type.Null()]));
const dates = { issuedOn: Text, validFrom: Text, validTo: Text };
const orNull = <T extends Type.TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));
const Ticket = Type.Record(
  Type.String({ pattern: '^[a-z][A-Za-z0-9]{0,59}$' }),
  Type.Union([Type.String({ maxLength: 300 }), Type.Integer()]),
);

/** A coverage as the interface takes it. What its fields may hold is checked behind, with a code for each fault. */
export const CoverageBody = Type.Object({
  cardClass: Text,
  insurerNumber: Text,
  symbol: Text,
  number: Text,
  branch: Text,
  relation: Text,
  insuredName: Text,
  name: Text,
  kana: Text,
  sex: Text,
  birthDate: Text,
  postNumber: Text,
  address: Text,
  validFrom: Text,
  validTo: Text,
  reasonOfLoss: Text,
  ratioPercent: Amount,
  preschool: Type.Optional(Type.Boolean()),
  cardIssuedOn: Text,
  cardValidFrom: Text,
  cardValidTo: Text,
  elderly: orNull(Type.Object({ ...dates, ratioPercent: Amount })),
  limitCertificate: orNull(Type.Object({ ...dates, classification: Text, flag: Text, longTermDate: Text })),
  specificDiseases: Type.Optional(
    Type.Array(Type.Object({ ...dates, disease: Text, selfPayYen: Amount }), { maxItems: 3 }),
  ),
  publicExpense: Type.Optional(Type.Array(Ticket, { maxItems: 20 })),
  previous: orNull(Type.Object({ insurerNumber: Text, symbol: Text, number: Text, branch: Text })),
});
export type CoverageInput = Static<typeof CoverageBody>;

const text = (value: string | number | null | undefined): string => (value == null ? '' : String(value));

/** One draft for the coverage, and one more for each further disease, which a draft holds one of. */
export function toDrafts(body: CoverageInput): { drafts: CoverageDraft[]; publicExpense: MedicalTicket[] } {
  const { elderly, limitCertificate: limit, previous, specificDiseases = [], publicExpense = [] } = body;
  const [first, ...further] = specificDiseases;
  const diseaseFields = (one: typeof first) => ({
    disease: text(one?.disease),
    diseaseIssuedOn: text(one?.issuedOn),
    diseaseValidFrom: text(one?.validFrom),
    diseaseValidTo: text(one?.validTo),
    diseaseSelfPayYen: text(one?.selfPayYen),
  });
  const draft: CoverageDraft = {
    insurerNumber: text(body.insurerNumber),
    cardClass: text(body.cardClass),
    symbol: text(body.symbol),
    number: text(body.number),
    branch: text(body.branch),
    relation: text(body.relation),
    insuredName: text(body.insuredName),
    name: text(body.name),
    kana: text(body.kana),
    sex: text(body.sex),
    birthDate: text(body.birthDate),
    postNumber: text(body.postNumber),
    address: text(body.address),
    validFrom: text(body.validFrom),
    validTo: text(body.validTo),
    reasonOfLoss: text(body.reasonOfLoss),
    ratioPercent: text(body.ratioPercent),
    preschool: body.preschool === true ? '1' : '',
    cardIssuedOn: text(body.cardIssuedOn),
    cardValidFrom: text(body.cardValidFrom),
    cardValidTo: text(body.cardValidTo),
    elderlyIssuedOn: text(elderly?.issuedOn),
    elderlyValidFrom: text(elderly?.validFrom),
    elderlyValidTo: text(elderly?.validTo),
    elderlyRatioPercent: text(elderly?.ratioPercent),
    limitClassification: text(limit?.classification),
    limitFlag: text(limit?.flag),
    limitIssuedOn: text(limit?.issuedOn),
    limitValidFrom: text(limit?.validFrom),
    limitValidTo: text(limit?.validTo),
    limitLongTermDate: text(limit?.longTermDate),
    ...diseaseFields(first),
    previousInsurerNumber: text(previous?.insurerNumber),
    previousSymbol: text(previous?.symbol),
    previousNumber: text(previous?.number),
    previousBranch: text(previous?.branch),
  };
  return { drafts: [draft, ...further.map((one) => ({ ...draft, ...diseaseFields(one) }))], publicExpense };
}
