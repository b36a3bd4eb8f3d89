import { readFileSync } from 'node:fs';
import type { DrugKnowledge } from '../../model/knowledge.ts';
import { createIngredientParser } from '../ingredients/decompose.ts';
import { ingredientRules } from '../ingredients/ingredient-rules.ts';
import { createKnowledge } from '../knowledge/create-knowledge.ts';
import { type CsvRow, csvRows } from '../read/csv.ts';
import type {
  AllergensPart,
  ContraindicatedPair,
  ContraindicationsPart,
  DrugMasterPart,
  GeneralNamesPart,
  KnowledgePart,
  PriceListPart,
  ReadResult,
  UsagesPart,
} from '../read/parts.ts';
import { readAllergens } from '../read/read-allergens.ts';
import { readUsages } from '../read/read-usages.ts';
import { atOnce, type Steps } from '../steps.ts';

/** A drug of the demo. Its codes are of the demo masters, or of the same invented range. */
interface DemoDrug {
  readonly code: string;
  readonly yj: string;
  readonly name: string;
  readonly kana: string;
  readonly unit: string;
  readonly form: number;
  readonly isGeneric: boolean;
  readonly controlledKind: number;
  readonly ingredient: string;
  readonly generalCode: string;
  readonly generalName: string;
}

const NAME = 'demo';
const file = (name: string): Buffer => readFileSync(new URL(`./${name}`, import.meta.url));

/** Invented drugs, a handful of contraindicated pairs, directions for use and allergens: to try out, not for care. */
export function* demoKnowledge(version: string, masters: readonly DrugMasterPart[]): Steps<DrugKnowledge> {
  const drugs = tableOf('drugs.csv', takeDrug);
  const parts: KnowledgePart[] = [
    ...masters,
    masterOf(drugs),
    listOf(drugs),
    generalsOf(drugs),
    yield* pairsOf(drugs),
    shippedUsages(),
    allergensOf(),
  ];
  return yield* createKnowledge({ version: `demo.${version}`, demo: true, parts });
}

/** The master of directions for use is not public: a few stand in until one is imported. */
export function shippedUsages(): UsagesPart {
  return mustRead(atOnce(readUsages(file('usages.csv'), NAME)));
}

const allergensOf = (): AllergensPart => mustRead(atOnce(readAllergens(file('allergens.csv'), NAME)));

function mustRead<Part extends object>(result: ReadResult<Part>): Part {
  if ('fault' in result) throw new Error(`the demo knowledge is broken: ${JSON.stringify(result)}`);
  return result;
}

function tableOf<T>(name: string, take: (row: CsvRow) => T): readonly T[] {
  const taken: T[] = [];
  let isHeader = true;
  for (const row of csvRows(file(name).toString('utf8'))) {
    if (!isHeader) taken.push(take(row));
    isHeader = false;
  }
  return taken;
}

const takeDrug = (row: CsvRow): DemoDrug => ({
  code: row.value(0),
  yj: row.value(1),
  name: row.value(2),
  kana: row.value(3),
  unit: row.value(4),
  form: Number(row.value(5)),
  isGeneric: row.value(6) === '1',
  controlledKind: Number(row.value(7)),
  ingredient: row.value(8),
  generalCode: row.value(9),
  generalName: row.value(10),
});

const orNull = (value: string): string | null => (value === '' ? null : value);

const masterOf = (drugs: readonly DemoDrug[]): DrugMasterPart => ({
  kind: 'drug-master',
  name: NAME,
  edition: '2021-04-02',
  rows: drugs.map((drug) => ({
    code: drug.code,
    name: drug.name,
    basicName: null,
    kana: orNull(drug.kana),
    unit: drug.unit,
    controlledKind: drug.controlledKind,
    isGeneric: drug.isGeneric,
    dosageForm: drug.form,
    validFrom: null,
    validUntil: null,
    yj: drug.yj,
    generalNameCode: orNull(drug.generalCode),
    generalName: orNull(drug.generalName),
  })),
});

const listOf = (drugs: readonly DemoDrug[]): PriceListPart => ({
  kind: 'price-list',
  name: NAME,
  edition: null,
  rows: drugs.map((drug) => ({
    yj: drug.yj,
    dosageForm: drug.form,
    ingredientName: drug.ingredient,
    specification: '',
    name: drug.name,
    isGeneric: drug.isGeneric,
    isNarcotic: drug.controlledKind === 1,
    usableUntil: null,
  })),
});

const generalsOf = (drugs: readonly DemoDrug[]): GeneralNamesPart => ({
  kind: 'general-names',
  name: NAME,
  edition: null,
  rows: drugs
    .filter(({ generalCode }) => generalCode !== '')
    .map(({ generalCode, generalName, ingredient }) => ({
      code: generalCode,
      name: generalName,
      ingredientName: ingredient,
    })),
});

/** The demo names pairs by ingredient; a real table names them by drug. */
function* pairsOf(drugs: readonly DemoDrug[]): Steps<ContraindicationsPart> {
  const parser = yield* createIngredientParser(
    drugs.map(({ ingredient }) => ingredient),
    ingredientRules,
  );
  const codes = new Map<string, string[]>();
  for (const { code, ingredient, yj } of drugs) {
    for (const { base } of parser.decompose(ingredient, yj)) {
      codes.set(base, [...(codes.get(base) ?? []), code]);
    }
  }
  const listed = tableOf(
    'contraindications.csv',
    (row) => [row.value(0), row.value(1), row.value(2)] as const,
  );
  const rows = listed.flatMap(([a, b, text]) =>
    (codes.get(a) ?? []).flatMap((one) =>
      (codes.get(b) ?? []).map((other): ContraindicatedPair => ({ a: one, b: other, text })),
    ),
  );
  return { kind: 'contraindications', name: NAME, edition: null, rows };
}
