import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DispensingView, PrescriptionView } from '../../api/prescription-types.ts';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { END_OF_FILE, notebookText } from './model/notebook-text.ts';
import { toShiftJis } from './model/shift-jis.ts';
import { SymbolCodes } from './symbol-codes.tsx';
import { usePrescriptionWords } from './words.ts';

/** 薬剤情報: what the patient takes home, with the code for the notebook. Printed alone. */
export function DrugSheet({ view, result }: { view: PrescriptionView; result: DispensingView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = usePrescriptionWords();
  const { document } = result;
  const bytes = useMemo(() => toShiftJis(`${notebookText(view, result)}${END_OF_FILE}`), [view, result]);
  return (
    <article aria-label={t('pharmacy.sheet')} className="print-alone panel p-4">
      <h2 className="text-xl">{t('pharmacy.sheetTitle', { name: view.personName })}</h2>
      <p>
        {t('pharmacy.sheetDates', {
          dispensed: formatDate(result.dispensedOn, language),
          issued: formatDate(view.issuedOn, language),
          institution: view.institution.name,
        })}
      </p>
      <div className="mt-3 flex flex-wrap items-start justify-between gap-6">
        <ol className="min-w-0 flex-1 space-y-3">
          {document.groups.map((group, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: RPs are numbered by their place and never move
            <li key={at} className="border-b border-line pb-2">
              <ul>
                {group.drugs.map((drug, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: drugs are numbered by their place
                  <li key={place}>
                    <span className="text-lg font-bold">{drug.name}</span> {words.amount(drug, group.form)}
                    {words.notes(drug).map((note) => (
                      <span key={note} className="block pl-4 text-sm">
                        {note}
                      </span>
                    ))}
                    {drug.changeReason === null ? null : (
                      <span className="block pl-4 text-sm print:hidden">
                        {t('pharmacy.changedBecause', { reason: drug.changeReason })}
                      </span>
                    )}
                  </li>
                ))}
              </ul>
              <p>
                {group.usage.name}{' '}
                <span className="font-bold">{words.quantity(group.form, group.quantity)}</span>
              </p>
              {group.supplements.map(({ text }) => (
                <p key={text} className="pl-4 text-sm">
                  {text}
                </p>
              ))}
            </li>
          ))}
        </ol>
        <div className="space-y-1">
          <SymbolCodes bytes={bytes} label={t('pharmacy.notebookCode')} />
          <p className="max-w-48 text-sm">{t('pharmacy.notebookCodeNote')}</p>
        </div>
      </div>
      <p className="mt-3 text-sm">
        {result.pharmacy.name} {document.pharmacy.address} {document.pharmacy.phone}{' '}
        {t('pharmacy.pharmacist', { name: document.pharmacist.name })}
      </p>
    </article>
  );
}
