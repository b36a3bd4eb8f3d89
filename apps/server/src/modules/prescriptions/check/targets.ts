import { AppError } from '../../../kernel/errors/app-error.ts';
import type { CheckedDrug } from '../model/alert.ts';
import { isMaterial } from '../model/material.ts';
import { MOST_TARGETS } from './check-rules.ts';

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

/**
 * All lines in their order, so that a position in the answer is a position in the groups. A material keeps its place and
 * is answered as not checked.
 */
export const targetsOf = (groups: readonly CheckedGroup[]): CheckedDrug[] =>
  groups.flatMap(({ form, quantity, splitQuantity, drugs }) =>
    drugs.map(({ category = null, codeKind, code, name, amount }) => ({
      ...(code === null || isMaterial({ category, codeKind, code })
        ? { kind: '1', code: '' }
        : { kind: codeKind, code }),
      name,
      form,
      quantity: splitQuantity?.perPart ?? quantity,
      amount,
    })),
  );

/** Each is held against each, so that there is an end of them. Throws INPUT_INVALID. */
export function refuseTooMany({ length }: readonly CheckedDrug[]): void {
  if (length > MOST_TARGETS) throw new AppError('INPUT_INVALID', { drugs: `at most ${MOST_TARGETS}` });
}
