import { useTranslation } from 'react-i18next';
import type { DispensingView } from '../../api/prescription-types.ts';
import { Section } from '../../components/page.tsx';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useAmountWords, useQuantityWords } from './prescription-facts.tsx';

/** 調剤結果: what was handed out, and where and why it differs from what was prescribed. */
export function DispensingList({ dispensings }: { dispensings: readonly DispensingView[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (dispensings.length === 0) return null;
  return (
    <Section title={t('rx.one.dispensings')}>
      <ul className="space-y-4">
        {dispensings.map((one) => (
          <li key={one.dispensingId}>
            <h3 className="text-base">
              {formatDate(one.dispensedOn, language)} / {one.pharmacy.name}
              {one.state === 'cancelled' ? (
                <span className="ml-2 text-danger">{t('rx.dispensing.cancelled')}</span>
              ) : null}
            </h3>
            <Drugs one={one} />
            {one.document.message === null ? null : (
              <p className="mt-1 border-l-4 border-accent pl-3 whitespace-pre-wrap">{one.document.message}</p>
            )}
            {one.document.refill?.nextOn ? (
              <p className="text-sm">
                {t('rx.dispensing.next', { date: formatDate(one.document.refill.nextOn, language) })}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Drugs({ one }: { one: DispensingView }) {
  const { t } = useTranslation();
  const amountOf = useAmountWords();
  const quantityOf = useQuantityWords();
  return (
    <ul className="list-disc pl-5">
      {one.document.groups.flatMap((group, rp) =>
        group.drugs.map((drug, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: drugs are named by their place
          <li key={`${rp}-${at}`}>
            {drug.name} {amountOf(group.form, drug.amount, drug.unit)}{' '}
            {quantityOf(group.form, group.quantity)}
            {drug.changeReason === null ? null : (
              <span className="block text-sm font-bold">
                {t('rx.dispensing.changed', { reason: drug.changeReason })}
              </span>
            )}
          </li>
        )),
      )}
    </ul>
  );
}
