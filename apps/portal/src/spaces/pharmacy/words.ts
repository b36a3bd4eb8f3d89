import { useTranslation } from 'react-i18next';
import type { RpGroup } from '../../api/prescription-types.ts';

type Drug = RpGroup['drugs'][number];

const NAMED_FORMS: readonly string[] = ['1', '2', '3', '4', '5', '6'];
const BY_DAY: readonly string[] = ['1', '4'];

/** Words for what stands in a prescription as codes. @spec prescriptions.md §6.4, §6.5 */
export function usePrescriptionWords() {
  const { t } = useTranslation();
  return {
    form: ({ form, formName }: { readonly form: string; readonly formName: string | null }): string =>
      formName ?? t(`pharmacy.form.${NAMED_FORMS.includes(form) ? form : 'other'}`),
    /** Amounts of oral drugs are those of a day. */
    amount: (drug: { readonly amount: string; readonly unit: string }, form: string): string =>
      BY_DAY.includes(form)
        ? t('pharmacy.perDay', { amount: drug.amount, unit: drug.unit })
        : t('pharmacy.whole', { amount: drug.amount, unit: drug.unit }),
    quantity: (form: string, n: number): string => {
      if (BY_DAY.includes(form)) return t('pharmacy.days', { n });
      return form === '2' ? t('pharmacy.times', { n }) : t('pharmacy.units', { n });
    },
    supplement: ({ text }: { readonly text: string }): string => text,
    notes: (drug: Drug): readonly string[] => [
      ...drug.supplements.map(({ text }) => text),
      ...(drug.perDose === null
        ? []
        : [
            drug.perDose.timesPerDay === null
              ? t('pharmacy.perDose', { amount: drug.perDose.amount, unit: drug.unit })
              : t('pharmacy.perDoseTimes', {
                  amount: drug.perDose.amount,
                  unit: drug.unit,
                  n: drug.perDose.timesPerDay,
                }),
          ]),
      ...(drug.uneven === null
        ? []
        : [t('pharmacy.uneven', { amounts: drug.uneven.amounts.filter((one) => one !== '').join(' - ') })]),
      ...(drug.conversion === null ? [] : [t('pharmacy.conversion', { factor: drug.conversion })]),
    ],
  };
}
