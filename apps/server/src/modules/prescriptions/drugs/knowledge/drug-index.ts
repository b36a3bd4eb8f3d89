import type { DrugCode, ResolvedDrug } from '../../model/knowledge.ts';
import type { DrugMasterPart, GeneralNamesPart, ListedDrug, MasterDrug } from '../read/parts.ts';
import { formOfCode, routeClass } from '../routes/route-class.ts';
import type { Steps } from '../steps.ts';
import type { IngredientIndex } from './ingredient-index.ts';
import { type Dated, heldOn } from './timeline.ts';

/** Codes to drugs, over all editions. @spec prescriptions.md §5.4 */
export interface DrugIndex {
  resolve(code: DrugCode, on: string): ResolvedDrug | null;
  /** All names under which a code stands in the masters; empty = unknown, or never prescribable. */
  names(code: DrugCode): readonly string[];
  /** Price-list codes of a レセ電 code, of all editions. */
  yjOf(receiptCode: string): readonly string[];
  isKnownReceiptCode(code: string): boolean;
  /** What may be found by searching in one edition of the master. */
  entries(part: DrugMasterPart | null): Steps<readonly ResolvedDrug[]>;
  general(code: string): ResolvedDrug | null;
  readonly generalCodes: readonly string[];
}

interface Sources {
  /** Newest first. */
  readonly masters: readonly DrugMasterPart[];
  readonly generals: readonly GeneralNamesPart[];
  readonly listedRows: () => Iterable<ListedDrug>;
  readonly ingredients: IngredientIndex;
}

interface MasterRow {
  readonly edition: string | null;
  readonly row: MasterDrug;
}

interface General {
  readonly names: Set<string>;
  readonly example: MasterDrug | null;
  /** Of a drug that is called by its general name: brands are read otherwise. */
  kana: string | null;
}

const ROWS_PER_STEP = 2000;
const ROWS_PER_ENTRY_STEP = 200;
const YJ = /^[0-9A-Z]{12}$/;
const FORM_LENGTH = 8;
const GENERAL_CODE = /^[0-9A-Z]{9}ZZZ$/;

export function* indexDrugs(sources: Sources): Steps<DrugIndex> {
  const { masters, ingredients } = sources;
  const byReceipt = new Map<string, MasterRow[]>();
  const byYj = new Map<string, MasterRow[]>();
  const generals = indexGenerals(sources);
  for (const { edition, rows } of masters) {
    for (const [place, row] of rows.entries()) {
      if (place % ROWS_PER_STEP === 0) yield;
      pushTo(byReceipt, row.code, { edition, row });
      if (row.yj !== null) pushTo(byYj, row.yj, { edition, row });
    }
  }
  const make = createMaker(ingredients, relativesOf(sources));
  const ready = new Map<string, readonly Dated<ResolvedDrug>[]>();

  const lineOf = ({ kind, code }: DrugCode): readonly Dated<ResolvedDrug>[] => {
    if (kind === '2') return (byReceipt.get(code) ?? []).map((one) => dated(one, make.fromMaster(one.row)));
    if (kind === '3' || kind === '4') return lineOfYj(code);
    if (kind === '7') return lineOfGeneral(code);
    return [];
  };
  const lineOfYj = (yj: string): readonly Dated<ResolvedDrug>[] => {
    const rows = byYj.get(yj) ?? [];
    const listed = ingredients.listed(yj);
    if (rows.length > 0) {
      // One code may stand for many brands: the one of the price list speaks for all.
      const named = rows.filter(({ row }) => row.name === listed?.name);
      return (named.length > 0 ? named : rows).map((one) => dated(one, make.fromMaster(one.row)));
    }
    if (listed !== null) return [open(make.fromList(listed))];
    return YJ.test(yj) && ingredients.find(yj).foundBy !== null ? [open(make.fromCode(yj))] : [];
  };
  const lineOfGeneral = (code: string): readonly Dated<ResolvedDrug>[] => {
    const general = generals.get(code);
    if (general !== undefined) return [open(make.fromGeneral(code, general))];
    return GENERAL_CODE.test(code) && ingredients.find(code).foundBy !== null
      ? [open(make.fromCode(code))]
      : [];
  };
  const cachedLine = (code: DrugCode): readonly Dated<ResolvedDrug>[] => {
    const key = code.kind + code.code;
    let line = ready.get(key);
    if (line === undefined) {
      line = lineOf(code);
      // Codes that nobody knows are not kept: there is no end of them.
      if (line.length > 0) ready.set(key, line);
    }
    return line;
  };

  return {
    resolve: (code, on) => heldOn(cachedLine(code), on),
    names({ kind, code }) {
      if (kind === '7') return [...(generals.get(code)?.names ?? [])];
      const rows =
        kind === '2' ? byReceipt.get(code) : kind === '3' || kind === '4' ? byYj.get(code) : undefined;
      const names = (rows ?? [])
        .filter(({ row }) => row.yj !== null)
        .flatMap(({ row }) => [row.name, ...(row.basicName === null ? [] : [row.basicName])]);
      const listed = kind === '2' ? null : ingredients.listed(code);
      return [...new Set(listed === null ? names : [...names, listed.name])];
    },
    yjOf: (code) => [...new Set((byReceipt.get(code) ?? []).flatMap(({ row }) => row.yj ?? []))],
    isKnownReceiptCode: (code) => byReceipt.has(code),
    *entries(part) {
      const made: ResolvedDrug[] = [];
      for (const row of part?.rows ?? []) {
        if (row.yj !== null) made.push(make.fromMaster(row));
        if (made.length % ROWS_PER_ENTRY_STEP === 0) yield;
      }
      if (part !== null) return made;
      for (const row of sources.listedRows()) made.push(make.fromList(row));
      return made;
    },
    general: (code) => heldOn(cachedLine({ kind: '7', code }), '9999-12-31'),
    generalCodes: [...generals.keys()],
  };
}

const dated = ({ edition, row }: MasterRow, value: ResolvedDrug): Dated<ResolvedDrug> => ({
  edition,
  validFrom: row.validFrom,
  validUntil: row.validUntil,
  value,
});
const open = (value: ResolvedDrug): Dated<ResolvedDrug> => ({
  edition: null,
  validFrom: null,
  validUntil: null,
  value,
});

function pushTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function indexGenerals({ masters, generals }: Sources): ReadonlyMap<string, General> {
  const index = new Map<string, General>();
  for (const { rows } of masters) {
    for (const row of rows) {
      if (row.generalNameCode === null || row.generalName === null) continue;
      const known = index.get(row.generalNameCode) ?? { names: new Set<string>(), example: row, kana: null };
      known.names.add(row.generalName);
      if (known.kana === null && isNamedAfter(row, row.generalName)) known.kana = row.kana;
      index.set(row.generalNameCode, known);
    }
  }
  for (const { code, name } of generals.flatMap(({ rows }) => rows)) {
    const known = index.get(code);
    if (known === undefined) index.set(code, { names: new Set([name]), example: null, kana: null });
    else known.names.add(name);
  }
  return index;
}

const LEAST_IN_COMMON = 3;
const isNamedAfter = ({ name }: MasterDrug, generalName: string): boolean =>
  name.startsWith(generalName.replace(/^【般】/, '').slice(0, LEAST_IN_COMMON));

/** A drug of the same ingredient and form: it goes to the same place. */
interface Relative {
  readonly dosageForm: number;
  readonly names: readonly string[];
}

/** By ingredient and form: the first eight characters of the price-list code. */
function relativesOf({ masters, listedRows }: Sources): ReadonlyMap<string, Relative> {
  const relatives = new Map<string, Relative>();
  for (const { rows } of masters) {
    for (const { yj, dosageForm, name } of rows) {
      if (yj !== null) relatives.set(yj.slice(0, FORM_LENGTH), { dosageForm, names: [name] });
    }
  }
  for (const { yj, dosageForm, name, specification } of listedRows()) {
    relatives.set(yj.slice(0, FORM_LENGTH), { dosageForm, names: [name, specification] });
  }
  return relatives;
}

function createMaker(ingredients: IngredientIndex, relatives: ReadonlyMap<string, Relative>) {
  // The same for searching and for resolving.
  const made = new Map<MasterDrug, ResolvedDrug>();
  const fromMaster = (row: MasterDrug): ResolvedDrug => {
    const known = made.get(row);
    if (known !== undefined) return known;
    const drug = makeFromMaster(row);
    made.set(row, drug);
    return drug;
  };
  const makeFromMaster = (row: MasterDrug): ResolvedDrug => {
    const yj = row.yj ?? '';
    const listed = row.yj === null ? null : ingredients.listed(yj);
    const names = [row.name, row.basicName ?? '', listed?.specification ?? ''];
    return {
      receiptCode: row.code,
      yj,
      name: row.name,
      kana: row.kana,
      generalName: row.generalName,
      generalNameCode: row.generalNameCode,
      unit: row.unit,
      ...(row.yj === null ? NOTHING_FOUND : ingredients.find(yj)),
      route: routeClass({ dosageForm: row.dosageForm, yj, names }),
      dosageForm: row.dosageForm,
      controlledKind: row.controlledKind,
      isGeneric: row.isGeneric,
      abolishedOn: row.validUntil,
      prescribable: row.yj !== null,
    };
  };
  const fromList = (row: ListedDrug): ResolvedDrug => ({
    ...ofCode(row.yj, row.name, row.dosageForm, [row.name, row.specification]),
    controlledKind: row.isNarcotic ? 1 : 0,
    isGeneric: row.isGeneric,
    abolishedOn: row.usableUntil,
    prescribable: true,
  });
  const fromGeneral = (code: string, { names, example, kana }: General): ResolvedDrug => {
    const [name = ''] = names;
    return {
      ...ofCode(code, name, example?.dosageForm ?? formOfCode(code), [name, example?.name ?? '']),
      kana,
      generalName: name,
      generalNameCode: code,
      unit: example?.unit ?? null,
      controlledKind: example?.controlledKind ?? 0,
      prescribable: true,
    };
  };
  /** A code that is in no list, of a family that is: good enough to be compared, never to be prescribed. */
  const fromCode = (yj: string): ResolvedDrug => {
    const relative = relatives.get(yj.slice(0, FORM_LENGTH));
    const name = ingredients.find(yj).ingredientName ?? '';
    return ofCode(yj, name, relative?.dosageForm ?? formOfCode(yj), relative?.names ?? []);
  };
  const ofCode = (yj: string, name: string, dosageForm: number, names: readonly string[]): ResolvedDrug => ({
    receiptCode: null,
    yj,
    name,
    kana: null,
    generalName: null,
    generalNameCode: null,
    unit: null,
    ...ingredients.find(yj),
    route: routeClass({ dosageForm, yj, names }),
    dosageForm,
    controlledKind: 0,
    isGeneric: false,
    abolishedOn: null,
    prescribable: false,
  });
  return { fromMaster, fromList, fromGeneral, fromCode };
}

const NOTHING_FOUND = { ingredientName: null, ingredients: [], foundBy: null } as const;
