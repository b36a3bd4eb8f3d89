import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { formatDay } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { CurrentDrug } from './model/current-drugs.ts';
import { useWords } from './words.ts';

const FIRST = 10;
/** So few more are shown at once instead of behind a button. */
const FEW = 4;

/** What is taken now: one line a drug, by purpose. Says what is stated and what is only likely. */
export function CurrentDrugList({ drugs }: { drugs: readonly CurrentDrug[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  if (drugs.length === 0) return <p className="mt-1 text-sm">{t('summary.noDrugs')}</p>;
  const long = drugs.length > FIRST + FEW;
  const shown = all || !long ? drugs : drugs.slice(0, FIRST);
  return (
    <>
      <ul className="mt-1 divide-y divide-line text-sm">
        {shown.map((drug) => (
          <Row key={drug.lane.key} drug={drug} />
        ))}
      </ul>
      {long ? (
        <Button look="quiet" onPress={() => setAll(!all)}>
          {all ? t('summary.fewer') : t('summary.moreDrugs', { n: drugs.length - FIRST })}
        </Button>
      ) : null}
      <p className="mt-1 text-xs text-soft">{t('summary.nowNote')}</p>
    </>
  );
}

function Row({ drug }: { drug: CurrentDrug }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useWords();
  const end = Math.max(...drug.supplies.map((supply) => supply.to));
  return (
    <li className="grid gap-x-3 py-1 sm:grid-cols-[7.5rem_minmax(0,1fr)_auto]">
      <span className="text-soft">{drug.lane.purpose[language]}</span>
      <span className="min-w-0">
        <span className="font-bold">{words.laneName(drug.lane)}</span>{' '}
        {drug.supplies.map((supply) => (
          <span key={supply.line.id} className="mr-2 inline-block">
            {words.drugName(supply.line)} {words.amount(supply.line)}
          </span>
        ))}
        {drug.overlaps.length > 0 ? (
          <span className="inline-flex items-center gap-1 font-bold text-warn">
            <Icon name="warning" size={16} />
            {t('summary.overlapping')}
          </span>
        ) : null}
      </span>
      <span className="sm:text-end sm:whitespace-nowrap">
        {drug.state === 'covered'
          ? t('summary.until', { date: formatDay(end - 1, language) })
          : t('summary.likely', { date: formatDay(end - 1, language) })}
      </span>
    </li>
  );
}
