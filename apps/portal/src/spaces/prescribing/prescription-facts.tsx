import { useTranslation } from 'react-i18next';
import type { PrescriptionSummary, RpGroup } from '../../api/prescription-types.ts';
import { Icon, type IconName } from '../../components/icon.tsx';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { amountWord } from './drug-line.tsx';

const LOOKS: Record<
  PrescriptionSummary['state'] | 'expired',
  { readonly look: string; readonly icon: IconName }
> = {
  open: { look: 'border-accent text-accent', icon: 'list' },
  'in-dispensing': { look: 'border-warn text-warn', icon: 'pills' },
  dispensed: { look: 'border-good text-good', icon: 'done' },
  refused: { look: 'border-danger text-danger', icon: 'warning' },
  cancelled: { look: 'border-edge text-soft', icon: 'close' },
  expired: { look: 'border-edge text-soft', icon: 'lock' },
};

/** Where a prescription stands, in the official word; expired is told instead of 未受付. */
export function RxState({ one }: { one: Pick<PrescriptionSummary, 'state' | 'expired'> }) {
  const { t } = useTranslation();
  const state = one.state === 'open' && one.expired ? 'expired' : one.state;
  const { look, icon } = LOOKS[state];
  return (
    <span className={`inline-flex items-center gap-1 rounded-8 border px-2 py-0.5 text-sm font-bold ${look}`}>
      <Icon name={icon} size={16} />
      {t(`rx.state.${state}`)}
    </span>
  );
}

/** What is particular about a prescription, one mark each. */
export function RxMarks({ one }: { one: PrescriptionSummary }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const marks = [
    t(`rx.issueType.${one.issueType}`),
    one.totalUses > 1 ? t('rx.mark.refill', { use: one.currentUse, total: one.totalUses }) : null,
    one.split === null ? null : t('rx.mark.split', one.split),
    one.narcotic ? t('rx.mark.narcotic') : null,
    one.window === null
      ? null
      : t('rx.mark.window', {
          from: formatDate(one.window.from, language),
          to: formatDate(one.window.to, language),
        }),
  ].filter((mark) => mark !== null);
  return <span className="text-sm text-soft">{marks.join(' / ')}</span>;
}

/** `1日の量 1錠 30日分` in the words of the form. */
export function useAmountWords() {
  const { t } = useTranslation();
  return (form: string, amount: string, unit: string) =>
    t(`rx.amountText.${amountWord(form)}`, { amount: `${amount}${unit}` });
}

export function useQuantityWords() {
  const { t } = useTranslation();
  return (form: string, quantity: number) =>
    form === '1'
      ? t('rx.quantityText.days', { n: quantity })
      : form === '2'
        ? t('rx.quantityText.times', { n: quantity })
        : quantity === 1
          ? ''
          : t('rx.quantityText.either', { n: quantity });
}

/** The groups of a prescription as they are read aloud: drugs, usage, how long. */
export function RpList({ groups }: { groups: readonly RpGroup[] }) {
  const { t } = useTranslation();
  const amountOf = useAmountWords();
  const quantityOf = useQuantityWords();
  return (
    <ol className="space-y-3">
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups are named by their place
        <li key={index} className="flex gap-3">
          <span className="w-12 shrink-0 font-bold">{t('rx.group', { n: index + 1 })}</span>
          <div className="min-w-0">
            <ul>
              {group.drugs.map((drug, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: drugs are named by their place
                <li key={at}>
                  <span className="font-bold">{drug.name}</span>{' '}
                  <span className="whitespace-nowrap">{amountOf(group.form, drug.amount, drug.unit)}</span>
                  {drug.supplements.map(({ text }) => (
                    <span key={text} className="block pl-4 text-sm">
                      {text}
                    </span>
                  ))}
                </li>
              ))}
            </ul>
            <p>
              {group.usage.name} {quantityOf(group.form, group.quantity)}
              {group.splitQuantity === null
                ? null
                : ` ${t('rx.splitText', { part: group.splitQuantity.perPart, total: group.splitQuantity.total })}`}
            </p>
            {group.supplements.map(({ text }) => (
              <p key={text} className="pl-4 text-sm">
                {text}
              </p>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}
