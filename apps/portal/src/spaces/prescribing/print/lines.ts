import type { RpGroup } from '../../../api/prescription-types.ts';
import { amountWord } from '../drug-line.tsx';
import { formWords } from './form-words.ts';

/** A drug as the form writes it, and whether the maker may not be changed. */
export interface FormDrug {
  readonly text: string;
  readonly amount: string;
  readonly notes: readonly string[];
  readonly unchangeable: boolean;
}

export interface FormGroup {
  readonly drugs: readonly FormDrug[];
  readonly usage: string;
  readonly notes: readonly string[];
}

/** 後発品変更不可. @spec prescriptions.md §6.5 */
const UNCHANGEABLE = '3';

export function formGroups(groups: readonly RpGroup[]): readonly FormGroup[] {
  const t = formWords();
  return groups.map(({ form, quantity, splitQuantity, usage, supplements, drugs }) => {
    const howLong =
      form === '1'
        ? t('rx.quantityText.days', { n: quantity })
        : form === '2'
          ? t('rx.quantityText.times', { n: quantity })
          : quantity === 1
            ? ''
            : t('rx.quantityText.either', { n: quantity });
    const share =
      splitQuantity === null
        ? ''
        : t('rx.splitText', { part: splitQuantity.perPart, total: splitQuantity.total });
    return {
      drugs: drugs.map((drug) => ({
        text: drug.name,
        amount: t(`rx.amountText.${amountWord(form)}`, { amount: `${drug.amount}${drug.unit}` }),
        notes: drug.supplements.map(({ text }) => text),
        unchangeable: drug.supplements.some(({ kind }) => kind === UNCHANGEABLE),
      })),
      usage: [usage.name, howLong, share].filter((part) => part !== '').join('　'),
      notes: supplements.map(({ text }) => text),
    };
  });
}
