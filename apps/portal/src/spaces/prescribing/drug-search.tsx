import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundDrug } from '../../api/prescription-types.ts';
import { drugsApi } from '../../api/prescriptions.ts';
import type { LocalDate } from '../../api/types.ts';
import { type Chosen, type Suggestion, TypeAhead } from '../../components/type-ahead.tsx';

const MOST = 20;
/** The list of drugs changes with an edition of the master, not with a patient. */
const KEPT_MS = 10 * 60_000;

export const SEARCH_ID = 'rx-search';

/** The one search box: kana, brand, general name or code. */
export function DrugSearch({
  on,
  help,
  onChoose,
}: {
  on: LocalDate;
  help: string;
  onChoose: (drug: FoundDrug, how: Chosen) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const asked = text.trim();
  const found = useQuery({
    queryKey: ['drugs', asked, on],
    queryFn: async () => ({ asked, ...(await drugsApi.search(asked, on, MOST)) }),
    enabled: asked !== '',
    staleTime: KEPT_MS,
    placeholderData: keepPreviousData,
  });
  const suggestions: readonly Suggestion<FoundDrug>[] = (found.data?.drugs ?? []).map((one) => ({
    key: `${one.drug.receiptCode ?? one.drug.generalNameCode ?? one.drug.yj}`,
    value: one,
    content: <FoundLine found={one} />,
  }));
  return (
    <TypeAhead
      id={SEARCH_ID}
      label={t('rx.search')}
      help={help}
      text={text}
      onText={setText}
      suggestions={suggestions}
      suggestionsFor={found.data?.asked === asked ? text : null}
      error={found.isError ? t('rx.searchFailed') : null}
      onChoose={(drug, how) => {
        setText('');
        onChoose(drug, how);
      }}
    />
  );
}

/** What is under control by law, and whether the price list calls it generic. */
const CONTROLLED = [1, 3, 5] as const;

function FoundLine({ found: { drug } }: { found: FoundDrug }) {
  const { t } = useTranslation();
  const controlled = CONTROLLED.find((kind) => kind === drug.controlledKind);
  const general = drug.receiptCode === null;
  return (
    <span className="flex flex-wrap items-baseline gap-x-3">
      <span className="font-bold">{drug.name}</span>
      {general ? <span className="text-sm">{t('rx.generalName')}</span> : null}
      {drug.isGeneric ? <span className="text-sm">{t('rx.generic')}</span> : null}
      {controlled === undefined ? null : (
        <span className="rounded-8 border border-current px-1.5 text-sm">
          {t(`rx.controlled.${controlled}`)}
        </span>
      )}
      {drug.generalName === null || general ? null : (
        <span className="w-full text-sm">{drug.generalName}</span>
      )}
    </span>
  );
}
