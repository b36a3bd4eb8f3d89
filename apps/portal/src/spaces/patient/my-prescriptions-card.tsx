import { useTranslation } from 'react-i18next';
import type { OwnPrescription } from '../../api/pharmacy-types.ts';
import type { DispensingView } from '../../api/prescription-types.ts';
import type { LocalDate } from '../../api/types.ts';
import { QrCode } from '../../components/qr-code.tsx';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { usePrescriptionWords } from '../pharmacy/words.ts';
import { type Everyday, everydayStateOf } from './my-prescriptions-drugs.ts';

const FRAMES: Readonly<Record<Everyday, string>> = {
  usable: 'border-l-good',
  'refill-later': 'border-l-accent',
  preparing: 'border-l-accent',
  received: 'border-l-edge',
  expired: 'border-l-warn',
  refused: 'border-l-warn',
  cancelled: 'border-l-edge',
};

/** One prescription in everyday words: what to do with it, until when, and the number that the pharmacy asks for. */
export function MyPrescriptionCard({
  prescription: one,
  today,
}: {
  prescription: OwnPrescription;
  today: LocalDate;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = usePrescriptionWords();
  const state = everydayStateOf(one, today);
  const results = one.dispensings.filter((result) => result.state === 'registered');
  return (
    <li className={`panel space-y-3 border-l-8 p-4 ${FRAMES[state]}`}>
      <div>
        <h3 className="text-xl leading-snug">{t(`myRx.state.${state}`)}</h3>
        <p className="font-bold">
          {one.institution.name}{' '}
          <span className="whitespace-nowrap font-normal">
            {t('myRx.issued', { date: formatDate(one.issuedOn, language) })}
          </span>
        </p>
        <Todo one={one} state={state} />
      </div>
      <AccessCode one={one} state={state} />
      <ul>
        {one.drugs.map((drug, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: drugs are numbered by their place and never move
          <li key={at}>
            <span className="font-bold">{drug.name}</span> {words.amount(drug, drug.form)} {drug.usage}{' '}
            {words.quantity(drug.form, drug.quantity)}
          </li>
        ))}
      </ul>
      {results.map((result) => (
        <Given key={result.dispensingId} result={result} />
      ))}
    </li>
  );
}

/** Until when, or when next. */
function Todo({ one, state }: { one: OwnPrescription; state: Everyday }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const day = (date: LocalDate | undefined) => (date === undefined ? '' : formatDate(date, language));
  const { window } = one;
  return (
    <>
      {state === 'usable' && window === null ? (
        <p>{t('myRx.usableUntil', { date: day(one.usableUntil) })}</p>
      ) : null}
      {window !== null && (state === 'usable' || state === 'refill-later') ? (
        <p className="font-bold">{t('myRx.refillWindow', { from: day(window.from), to: day(window.to) })}</p>
      ) : null}
      {state === 'preparing' && one.pharmacy !== null ? (
        <p>{t('myRx.preparingAt', { pharmacy: one.pharmacy.name })}</p>
      ) : null}
      {state === 'expired' || state === 'refused' ? <p>{t('myRx.askClinic')}</p> : null}
      {one.totalUses > 1 ? (
        <p className="text-sm">{t('myRx.refill', { use: one.currentUse, total: one.totalUses })}</p>
      ) : null}
    </>
  );
}

/** Digits in groups that can be read aloud. */
const spoken = (code: string): string => code.replace(/(\d{3})(?=\d)/g, '$1 ');

function AccessCode({ one, state }: { one: OwnPrescription; state: Everyday }) {
  const { t } = useTranslation();
  if (one.accessCode === null || state === 'received' || state === 'cancelled' || state === 'expired')
    return null;
  return (
    <div className="flex flex-wrap items-center gap-4 rounded-8 border-2 border-accent p-3">
      <div>
        <p className="text-sm">{t('myRx.code')}</p>
        <p className="text-4xl font-bold tracking-wider">{spoken(one.accessCode)}</p>
        <p className="mt-1 max-w-xs text-sm text-soft">{t('myRx.codeNote')}</p>
      </div>
      {one.qrText === null || state !== 'usable' ? null : (
        <QrCode text={one.qrText} label={t('myRx.codeQr')} />
      )}
    </div>
  );
}

function Given({ result }: { result: DispensingView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = usePrescriptionWords();
  return (
    <details className="rounded-8 border border-line p-3" open>
      <summary className="min-h-8 font-bold">
        {t('myRx.given', {
          date: formatDate(result.dispensedOn, language),
          pharmacy: result.pharmacy.name,
        })}
      </summary>
      <ul className="mt-1">
        {result.document.groups.flatMap((group, rp) =>
          group.drugs.map((drug, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: drugs are numbered by their place and never move
            <li key={`${rp}-${at}`}>
              <span className="font-bold">{drug.name}</span> {words.amount(drug, group.form)}{' '}
              {group.usage.name} {words.quantity(group.form, group.quantity)}
              {drug.changeReason === null ? null : (
                <span className="block pl-4 text-sm">{t('myRx.changed', { reason: drug.changeReason })}</span>
              )}
            </li>
          )),
        )}
      </ul>
    </details>
  );
}
