import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ownPrescriptionsApi } from '../../api/pharmacy.ts';
import type { OwnPrescription } from '../../api/pharmacy-types.ts';
import { Empty, Page } from '../../components/page.tsx';
import { PrintButton } from '../../components/print-button.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useToday } from '../pharmacy/use-today.ts';
import { usePrescriptionWords } from '../pharmacy/words.ts';
import { MyPrescriptionCard } from './my-prescriptions-card.tsx';
import { currentOwnDrugs, everydayStateOf } from './my-prescriptions-drugs.ts';
import { MyPrescriptionsTabs } from './my-prescriptions-tabs.tsx';
import { useHome } from './use-home.ts';

/** The patient's prescriptions: what to take now, what to fetch, and the number that the pharmacy asks for. */
export function MyPrescriptionsPage() {
  const { t } = useTranslation();
  const home = useHome();
  const list = useQuery({
    queryKey: [...home.key, 'prescriptions'],
    queryFn: () => ownPrescriptionsApi.list(home.path),
  });
  return (
    <Page
      title={t('myRx.title')}
      lead={t('myRx.lead')}
      actions={list.data?.prescriptions.length ? <PrintButton /> : null}
    >
      <MyPrescriptionsTabs />
      {list.isPending ? <Waiting label={t('myRx.prescriptions')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.data ? <Prescriptions prescriptions={list.data.prescriptions} /> : null}
    </Page>
  );
}

function Prescriptions({ prescriptions }: { prescriptions: readonly OwnPrescription[] }) {
  const { t } = useTranslation();
  const today = useToday();
  if (prescriptions.length === 0) return <Empty title={t('myRx.none')}>{t('myRx.noneNote')}</Empty>;
  const toFetch = prescriptions.filter((one) =>
    ['usable', 'refill-later', 'preparing'].includes(everydayStateOf(one, today)),
  );
  const past = prescriptions.filter((one) => !toFetch.includes(one));
  return (
    <div className="space-y-6">
      <CurrentDrugs prescriptions={prescriptions} />
      <section aria-label={t('myRx.toFetch')}>
        <h2 className="mb-2 text-lg">{t('myRx.toFetch')}</h2>
        {toFetch.length === 0 ? (
          <p>{t('myRx.nothingToFetch')}</p>
        ) : (
          <ul className="grid gap-3 xl:grid-cols-2">
            {toFetch.map((one) => (
              <MyPrescriptionCard key={one.prescriptionId} prescription={one} today={today} />
            ))}
          </ul>
        )}
      </section>
      {past.length > 0 ? (
        <section aria-label={t('myRx.past')}>
          <h2 className="mb-2 text-lg">{t('myRx.past')}</h2>
          <ul className="grid gap-3 xl:grid-cols-2">
            {past.map((one) => (
              <MyPrescriptionCard key={one.prescriptionId} prescription={one} today={today} />
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

function CurrentDrugs({ prescriptions }: { prescriptions: readonly OwnPrescription[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = usePrescriptionWords();
  const today = useToday();
  const drugs = currentOwnDrugs(prescriptions, today);
  return (
    <section aria-label={t('myRx.now')}>
      <h2 className="mb-2 text-lg">{t('myRx.nowCount', { n: drugs.length })}</h2>
      {drugs.length === 0 ? (
        <p>{t('myRx.nothingNow')}</p>
      ) : (
        <ul className="grid gap-3 md:grid-cols-2 2xl:grid-cols-3">
          {drugs.map(({ key, drug, group, dispensedOn, pharmacyName, until, assumed }) => (
            <li key={key} className="panel p-4">
              <h3 className="text-lg leading-snug">{drug.name}</h3>
              <p>
                <span className="font-bold">{words.amount(drug, group.form)}</span> {group.usage.name}
              </p>
              {[...words.notes(drug), ...group.supplements.map(({ text }) => text)].map((note) => (
                <p key={note} className="text-sm">
                  {note}
                </p>
              ))}
              <p className="mt-1 text-sm">
                {t(assumed ? 'myRx.untilAbout' : 'myRx.until', { date: formatDate(until, language) })}
              </p>
              <p className="text-sm text-soft">
                {t('myRx.from', { date: formatDate(dispensedOn, language), pharmacy: pharmacyName })}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
