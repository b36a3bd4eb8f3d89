import type { TFunction } from 'i18next';

const DATA = /^(patient|user)\/([A-Za-z]+|\*)\.([cruds]+)(?:\?(.+))?$/;

/** Whether the scope opens data; the others only say how the app signs in and how long it stays. */
export const opensData = (scope: string): boolean => DATA.test(scope);

/** A scope in everyday words: `patient/MedicationDispense.rs` is 薬局で受け取った薬を見る. */
export function scopeWords(t: TFunction, scope: string): string {
  const [, , type = '', letters = '', limit] = DATA.exec(scope) ?? [];
  if (type === '') return scope;
  const what = type === '*' ? t('smart.everything') : t(`smart.type.${type}`, { defaultValue: type });
  const words = t(/[cud]/.test(letters) ? 'smart.write' : 'smart.read', { what });
  return limit === undefined ? words : t('smart.limited', { words, limit });
}
