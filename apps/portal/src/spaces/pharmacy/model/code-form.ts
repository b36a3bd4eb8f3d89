import type { PharmacySearch } from '../../../api/pharmacy-types.ts';

/** What was typed from the slip and the certificate. */
export interface CodeForm {
  readonly accessCode: string;
  readonly insurerNumber: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
}

export const EMPTY_CODE_FORM: CodeForm = {
  accessCode: '',
  insurerNumber: '',
  symbol: '',
  number: '',
  branch: '',
};

export type CodeFaults = Partial<Record<keyof CodeForm, string>>;

const digitsOf = (text: string): string => text.normalize('NFKC').replace(/[\s‐‒–—―−ー-]/g, '');

/**
 * Checks what can be known without the server; width, spaces and hyphens do not matter. 引換番号 has six digits today,
 * and up to sixteen are announced. @spec prescriptions.md §3
 */
export function readCodeForm(
  form: CodeForm,
): { readonly input: PharmacySearch } | { readonly faults: CodeFaults } {
  const faults: CodeFaults = {};
  const accessCode = digitsOf(form.accessCode);
  const insurerNumber = digitsOf(form.insurerNumber);
  const branch = digitsOf(form.branch);
  if (!/^\d{6,16}$/.test(accessCode)) faults.accessCode = 'pharmacy.need.code';
  if (!/^\d{6}$|^\d{8}$/.test(insurerNumber)) faults.insurerNumber = 'pharmacy.need.insurer';
  if (form.number.trim() === '') faults.number = 'pharmacy.need.number';
  if (!/^\d{0,2}$/.test(branch)) faults.branch = 'pharmacy.need.branch';
  if (Object.keys(faults).length > 0) return { faults };
  const symbol = form.symbol.trim();
  return {
    input: {
      accessCode,
      insurerNumber,
      number: form.number.trim(),
      ...(symbol === '' ? {} : { symbol }),
      ...(branch === '' ? {} : { branch }),
    },
  };
}

/** 処方箋ID as it is typed or pasted; null where it is none. 36 characters. */
export function readPrescriptionId(text: string): string | null {
  const id = text.normalize('NFKC').trim().toLowerCase();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : null;
}
