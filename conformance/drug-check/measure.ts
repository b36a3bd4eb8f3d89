import { createIngredientParser } from '../../apps/server/src/modules/prescriptions/drugs/ingredients/decompose.ts';
import { ingredientRules } from '../../apps/server/src/modules/prescriptions/drugs/ingredients/ingredient-rules.ts';
import type { ListedDrug } from '../../apps/server/src/modules/prescriptions/drugs/read/parts.ts';
import { readPriceList } from '../../apps/server/src/modules/prescriptions/drugs/read/read-price-list.ts';
import { routeClass } from '../../apps/server/src/modules/prescriptions/drugs/routes/route-class.ts';
import { atOnce } from '../../apps/server/src/modules/prescriptions/drugs/steps.ts';
import { partsOf, routeOfCode, sameIngredient } from './truth.ts';

/** How often the check and the second opinion agree, over pairs of the price list. */
export interface Agreement {
  readonly pairs: number;
  readonly both: number;
  readonly onlyCheck: number;
  readonly onlyTruth: number;
  /** Share of the check's findings that the second opinion confirms, before judgement. */
  readonly precision: number;
  /** Share of the second opinion's findings that the check has, before judgement. */
  readonly recall: number;
}

export interface Disagreement {
  readonly side: 'check' | 'truth';
  readonly a: string;
  readonly b: string;
}

export interface Measured {
  readonly rows: number;
  readonly names: number;
  readonly ingredients: Agreement;
  readonly ingredientDisagreements: readonly Disagreement[];
  readonly routes: Agreement;
  readonly routeDisagreements: readonly Disagreement[];
}

/** `bytes`: the price list as CSV. */
export function measure(bytes: Uint8Array): Measured {
  const list = atOnce(readPriceList(bytes, 'list'));
  if ('fault' in list) throw new Error(`${list.fault} line ${list.line}`);
  const named = new Map<string, ListedDrug>();
  for (const row of list.rows) if (!named.has(row.ingredientName)) named.set(row.ingredientName, row);
  const [ingredients, ingredientDisagreements] = compareIngredients([...named.values()]);
  const [routes, routeDisagreements] = compareRoutes(list.rows);
  return {
    rows: list.rows.length,
    names: named.size,
    ingredients,
    ingredientDisagreements,
    routes,
    routeDisagreements,
  };
}

/** Every pair of different names: whether they share an ingredient. */
function compareIngredients(rows: readonly ListedDrug[]): [Agreement, Disagreement[]] {
  const parser = atOnce(
    createIngredientParser(
      rows.map(({ ingredientName }) => ingredientName),
      ingredientRules,
    ),
  );
  const known = rows.map(({ ingredientName, yj }) => ({
    name: ingredientName.normalize('NFKC'),
    bases: parser.decompose(ingredientName, yj).map(({ base }) => base),
    parts: partsOf(ingredientName),
  }));
  const count = counter();
  for (const [place, a] of known.entries()) {
    for (const b of known.slice(place + 1)) {
      const check = a.bases.some((base) => b.bases.includes(base));
      const truth = a.parts.some((one) => b.parts.some((other) => sameIngredient(one, other)));
      count.add(check, truth, a.name, b.name);
    }
  }
  return [count.agreement(), count.disagreements];
}

/** Every pair of drugs with one name: whether they go to the same place. Equal pairs of codes and words count once. */
function compareRoutes(rows: readonly ListedDrug[]): [Agreement, Disagreement[]] {
  const count = counter();
  for (const drugs of Map.groupBy(rows, ({ ingredientName }) => ingredientName).values()) {
    const known = drugs.map((row) => ({
      check: routeClass({ dosageForm: row.dosageForm, yj: row.yj, names: [row.name, row.specification] }),
      truth: routeOfCode(row.yj),
      name: `${row.name.normalize('NFKC')} ${row.yj.slice(0, 8)}`,
    }));
    for (const [place, a] of known.entries()) {
      for (const b of known.slice(place + 1)) {
        count.add(a.check === b.check, a.truth === b.truth, `${a.name} ${a.check}`, `${b.name} ${b.check}`);
      }
    }
  }
  return [count.agreement(), count.disagreements];
}

function counter() {
  let [pairs, both, onlyCheck, onlyTruth] = [0, 0, 0, 0];
  const disagreements: Disagreement[] = [];
  return {
    disagreements,
    add(check: boolean, truth: boolean, a: string, b: string): void {
      pairs += 1;
      if (check && truth) both += 1;
      else if (check) {
        onlyCheck += 1;
        disagreements.push({ side: 'check', a, b });
      } else if (truth) {
        onlyTruth += 1;
        disagreements.push({ side: 'truth', a, b });
      }
    },
    agreement: (): Agreement => ({
      pairs,
      both,
      onlyCheck,
      onlyTruth,
      precision: share(both, both + onlyCheck),
      recall: share(both, both + onlyTruth),
    }),
  };
}

const share = (part: number, whole: number): number => Math.round((part / whole) * 10_000) / 10_000;
