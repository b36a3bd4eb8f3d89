import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientRecord } from '../../api/types.ts';
import { Notice } from '../../components/notice.tsx';
import { Empty, Section } from '../../components/page.tsx';
import { dayOfInstant } from '../../lib/dates.ts';
import { formatDay, formatMonth } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type CurrentDrug, currentDrugs, dataEdge } from '../record/model/current-drugs.ts';
import { drugLanes, groupLanes } from '../record/model/drug-lanes.ts';
import { useWords } from '../record/words.ts';
import { CareByMonth } from './care-by-month.tsx';
import { HomeLink } from './home-link.tsx';
import { OwnRecordPage } from './own-record.tsx';

/** The patient's first page: today's drugs in everyday words, then what was done, month by month. */
export function MyDrugsPage() {
  const { t } = useTranslation();
  return (
    <OwnRecordPage title={t('me.title')} lead={t('me.lead')}>
      {(record) => <MyDrugs record={record} />}
    </OwnRecordPage>
  );
}

function MyDrugs({ record }: { record: PatientRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = dayOfInstant(record.generatedAt);
  const edge = dataEdge(record.freshness.newestMonth, today);
  const drugs = useMemo(
    () =>
      currentDrugs(
        groupLanes(drugLanes(record.drugs)).flatMap((group) => group.lanes),
        edge,
        today,
      ),
    [record.drugs, edge, today],
  );
  const twice = drugs.filter((drug) => drug.overlaps.length > 0);
  return (
    <div className="space-y-4">
      <p className="text-sm">
        {record.freshness.newestMonth === null
          ? t('summary.noData')
          : t('me.newest', { month: formatMonth(record.freshness.newestMonth, language) })}
      </p>
      <Twice drugs={twice} />
      <section aria-label={t('me.drugs')}>
        <h2 className="mb-2 text-lg">{t('me.drugsCount', { n: drugs.length })}</h2>
        {drugs.length === 0 ? (
          <Empty title={t('me.noDrugs')}>{t('me.noDrugsNote')}</Empty>
        ) : (
          <ul className="grid gap-3 md:grid-cols-2 2xl:grid-cols-3">
            {drugs.map((drug) => (
              <DrugCard key={drug.lane.key} drug={drug} />
            ))}
          </ul>
        )}
        <p className="mt-2 max-w-prose text-sm text-soft">{t('me.purposeNote')}</p>
      </section>
      <Section title={t('me.care')}>
        <CareByMonth record={record} />
      </Section>
      <Insured person={record.person} />
      <div className="flex flex-wrap gap-2 print:hidden">
        <HomeLink page="/record">{t('me.toRecord')}</HomeLink>
        <HomeLink page="/disclosures">{t('me.toDisclosures')}</HomeLink>
      </div>
    </div>
  );
}

/** One warning for all drugs that come from two places, so that the list of drugs stays in sight. */
function Twice({ drugs }: { drugs: readonly CurrentDrug[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const [first] = drugs;
  if (first === undefined) return null;
  const name = words.laneName(first.lane);
  const title = drugs.length === 1 ? t('me.twice', { name }) : t('me.twiceMany', { n: drugs.length });
  return (
    <Notice tone="warn" title={title}>
      <ul>
        {drugs.map((drug) => (
          <li key={drug.lane.key}>
            {drugs.length === 1 ? null : <span className="mr-2 font-bold">{words.laneName(drug.lane)}</span>}
            <Places drug={drug} />
          </li>
        ))}
      </ul>
      <p className="font-bold">{t('me.twiceTodo')}</p>
    </Notice>
  );
}

function Places({ drug }: { drug: CurrentDrug }) {
  const { t } = useTranslation();
  const words = useWords();
  const overlap = drug.overlaps[0];
  if (overlap === undefined) return null;
  if (overlap.certainty !== 'institutions') return t('summary.twoClaims');
  return t('summary.between', {
    a: words.institution(overlap.first.prescriber ?? overlap.first.institution),
    b: words.institution(overlap.second.prescriber ?? overlap.second.institution),
  });
}

function DrugCard({ drug }: { drug: CurrentDrug }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useWords();
  const { purpose } = drug.lane;
  const end = Math.max(...drug.supplies.map((supply) => supply.to));
  return (
    <li className="panel p-4">
      <h3 className="text-lg leading-snug">
        {drug.supplies.map(({ line }) => words.drugName(line)).join(' / ')}
      </h3>
      <p className="mt-1">
        <span className="text-sm text-soft">{t('me.about')} </span>
        {language === 'ja' ? purpose.plainJa : purpose.plainEn}
      </p>
      <ul className="mt-1">
        {drug.supplies.map(({ line }) => (
          <li key={line.id}>
            <span className="font-bold">{words.amount(line)}</span> {words.days(line)}
            {line.usage ? `（${line.usage}）` : ''}
            <span className="block text-sm text-soft">{words.source(line)}</span>
          </li>
        ))}
      </ul>
      <p className="mt-1 text-sm">
        {drug.state === 'covered'
          ? t('me.until', { date: formatDay(end - 1, language) })
          : t('me.likely', { date: formatDay(end - 1, language) })}
      </p>
    </li>
  );
}

/** What the reception desk asks for. */
function Insured({ person }: { person: PatientRecord['person'] }) {
  const { t } = useTranslation();
  const { insured } = person;
  if (insured === null) return null;
  const parts = [
    [t('reception.insurer'), insured.insurerNumber],
    [t('reception.symbol'), insured.symbol],
    [t('reception.number'), insured.number],
    [t('reception.branchNeeded'), insured.branch],
  ].filter(([, value]) => Boolean(value));
  const text = parts.map(([label, value]) => `${label} ${value}`).join(' / ');
  return <p className="text-sm">{t('me.insured', { text })}</p>;
}
