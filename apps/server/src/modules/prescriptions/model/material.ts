/** 情報区分 2: a material, not a drug. @spec prescriptions.md §6.4 (201) */
const MATERIAL = '2';
/** Codes of materials begin with 7; general names and price-list codes name drugs alone. */
const CODE_OF_A_DRUG: Readonly<Record<string, RegExp | undefined>> = { '2': /^6/, '4': /./, '7': /./ };

interface Line {
  readonly category?: string | null;
  readonly codeKind: string;
  readonly code: string | null;
}

/** Whether a line says that it is a material; right or wrong. */
export const saysMaterial = ({ category }: Pick<Line, 'category'>): boolean => category === MATERIAL;

/** Whether it is one: what has the code of a drug is compared as a drug, whatever it says of itself. */
export const isMaterial = (line: Line): boolean =>
  saysMaterial(line) && CODE_OF_A_DRUG[line.codeKind]?.test(line.code ?? '') !== true;
