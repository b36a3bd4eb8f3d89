import type { LookUpInput } from '../../api/eligibility-types.ts';
import type { LocalDate } from '../../api/types.ts';
import { type BirthDateInput, EMPTY_BIRTH_DATE } from '../../components/birth-date-field.tsx';
import { readBirthDate } from '../../lib/wareki.ts';

/** What was typed at the desk. */
export interface LookUpForm {
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
  readonly birth: BirthDateInput;
  readonly limitConsent: boolean;
}

export const EMPTY_FORM: LookUpForm = {
  insurerNumber: '',
  symbol: '',
  number: '',
  branch: '',
  birth: EMPTY_BIRTH_DATE,
  limitConsent: false,
};

const FIELDS = ['insurerNumber', 'symbol', 'number', 'branch', 'birthDate'] as const;
export type Faults = Partial<Record<(typeof FIELDS)[number], string>>;

/**
 * Checks what can be known without the server: width, spaces and hyphens do not matter. Returns the input, or the
 * message keys of what to correct. @spec eligibility.md §2.2
 */
export function readLookUp(
  form: LookUpForm,
  today: LocalDate,
): { readonly input: LookUpInput } | { readonly faults: Faults } {
  const faults: Faults = {};
  const insurerNumber = form.insurerNumber.normalize('NFKC').replace(/[\s‐‒–—―−ー-]/g, '');
  if (!/^\d{6}$|^\d{8}$/.test(insurerNumber)) faults.insurerNumber = 'reception.needInsurer';
  if (form.number.trim() === '') faults.number = 'reception.needNumber';
  const branch = form.branch.normalize('NFKC').trim();
  if (!/^\d{0,2}$/.test(branch)) faults.branch = 'reception.branchDigits';
  const era = form.birth.eraYear === '' ? null : form.birth.era;
  const birth = readBirthDate({ ...form.birth, era }, today);
  if ('problem' in birth) faults.birthDate = `birth.problem.${birth.problem}`;
  if ('problem' in birth || Object.keys(faults).length > 0) return { faults };
  return {
    input: {
      insurerNumber,
      symbol: form.symbol.trim(),
      number: form.number.trim(),
      ...(branch === '' ? {} : { branch }),
      birthDate: birth.date,
      limitConsent: form.limitConsent,
    },
  };
}

/** The server names a field and a reason; here every reason becomes the same request to check the field. */
export function serverFaults(fields: Readonly<Record<string, string>>): Faults {
  const faults: Faults = {};
  for (const path of Object.keys(fields)) {
    for (const key of FIELDS) if (path.endsWith(key)) faults[key] = 'reception.checkField';
  }
  return faults;
}
