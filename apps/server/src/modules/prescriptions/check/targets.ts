import type { CheckedDrug } from '../model/alert.ts';

/** As much of an RP as a check looks at. */
export interface CheckedGroup {
  readonly form: string;
  readonly quantity: number;
  readonly splitQuantity?: { readonly perPart: number } | null;
  readonly drugs: readonly {
    readonly category?: string | null;
    readonly codeKind: string;
    readonly code: string | null;
    readonly name: string;
    readonly amount: string;
  }[];
}

/** 情報区分 2: a material. It keeps its place and is answered as not checked. @spec prescriptions.md §6.4 (201) */
const MATERIAL = '2';

/** All lines in their order, so that a position in the answer is a position in the groups. */
export const targetsOf = (groups: readonly CheckedGroup[]): CheckedDrug[] =>
  groups.flatMap(({ form, quantity, splitQuantity, drugs }) =>
    drugs.map(({ category, codeKind, code, name, amount }) => ({
      ...(category === MATERIAL || code === null ? { kind: '1', code: '' } : { kind: codeKind, code }),
      name,
      form,
      quantity: splitQuantity?.perPart ?? quantity,
      amount,
    })),
  );
