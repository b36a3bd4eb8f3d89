import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { PatientRecord } from '../../api/types.ts';
import { Page } from '../../components/page.tsx';
import { PrintButton } from '../../components/print-button.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useNow } from '../../lib/use-now.ts';
import { standingOfRecord } from '../person/grounds.ts';
import { PersonBanner } from '../person/person-banner.tsx';
import { useHome } from './use-home.ts';

/** The own record, or that of the person for whom one acts: asked for once for all pages. */
export function useOwnRecord() {
  const home = useHome();
  return useQuery({
    queryKey: [...home.key, 'record'],
    queryFn: () => api.ownRecord(home.path),
    staleTime: 300_000,
  });
}

/** A page about the own record: loads it once for all such pages, with the banner and the states of waiting and failing. */
export function OwnRecordPage({
  title,
  lead,
  children,
}: {
  title: string;
  lead: string;
  children: (record: PatientRecord) => ReactNode;
}) {
  const { t } = useTranslation();
  const now = useNow();
  const record = useOwnRecord();
  return (
    <>
      {record.data ? (
        <PersonBanner
          top
          person={record.data.person}
          standings={standingOfRecord(record.data.categories, now)}
        />
      ) : null}
      <Page title={title} lead={lead} actions={record.data ? <PrintButton /> : null}>
        {record.isPending ? <Waiting label={t('nav.record')} lines={8} /> : null}
        {record.isError ? <Problem error={record.error} onRetry={() => record.refetch()} /> : null}
        {record.data ? children(record.data) : null}
      </Page>
    </>
  );
}
