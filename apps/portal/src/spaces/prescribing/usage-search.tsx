import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UsageEntry } from '../../api/prescription-types.ts';
import { drugsApi } from '../../api/prescriptions.ts';
import { type Suggestion, TypeAhead } from '../../components/type-ahead.tsx';

const KEPT_MS = 10 * 60_000;

/** A usage of the master, or free words. */
export type ChosenUsage = { readonly entry: UsageEntry } | { readonly words: string };

export const usageId = (groupKey: string): string => `rx-usage-${groupKey}`;

/** How it is taken: type-ahead over the usages of the master; free words stand last in the list. */
export function UsageSearch({
  groupKey,
  form,
  error,
  onChoose,
}: {
  groupKey: string;
  form: string;
  error: string | null;
  onChoose: (usage: ChosenUsage) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const asked = text.trim();
  const found = useQuery({
    queryKey: ['usages', asked, form],
    queryFn: async () => ({ asked, ...(await drugsApi.usages(asked, form)) }),
    enabled: asked !== '',
    staleTime: KEPT_MS,
    placeholderData: keepPreviousData,
  });
  const entries: readonly Suggestion<ChosenUsage>[] = (found.data?.usages ?? [])
    .filter(({ kind }) => kind !== 'dummy')
    .map((entry) => ({
      key: entry.code,
      value: { entry },
      content: (
        <>
          {entry.name}
          {entry.needsSupplement ? <span className="ml-2 text-sm">{t('rx.usageOpen')}</span> : null}
        </>
      ),
    }));
  const free: Suggestion<ChosenUsage> = {
    key: 'free',
    value: { words: asked },
    content: t('rx.usageFree', { text: asked }),
  };
  return (
    <TypeAhead
      id={usageId(groupKey)}
      label={t('rx.usage')}
      text={text}
      onText={setText}
      suggestions={[...entries, free]}
      suggestionsFor={found.data?.asked === asked ? text : null}
      error={found.isError ? t('rx.searchFailed') : error}
      onChoose={(usage) => {
        setText('');
        onChoose(usage);
      }}
    />
  );
}
