import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { operator } from '../../api/access.ts';
import type { UnusualAccess } from '../../api/access-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Modal } from '../../components/modal.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { StateLinks } from '../../components/state-links.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatDateShort, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

const STATES = ['open', 'closed'] as const;
const KINDS: readonly string[] = ['volume', 'no-visit', 'out-of-hours', 'refusals', 'emergency'];
const kindOf = (kind: string): string => (KINDS.includes(kind) ? kind : 'other');

/** What is worth asking an institution about: a work list, not a verdict; it names no patients. @spec eligibility.md §11.3 */
export function UnusualAccessPage() {
  const { t } = useTranslation();
  const search: { readonly state?: string; readonly sort?: string } = useSearch({
    from: '/shell/operator/unusual-access',
  });
  const navigate = useNavigate({ from: '/operator/unusual-access' });
  const state = STATES.find((one) => one === search.state) ?? 'open';
  const list = useQuery({
    queryKey: ['operator', 'unusual-access', state],
    queryFn: () => operator.unusualAccess(state),
  });
  const [closing, setClosing] = useState<UnusualAccess | null>(null);
  return (
    <Page title={t('unusual.title')} lead={t('unusual.lead')}>
      <StateLinks
        label={t('unusual.states')}
        value={state}
        states={STATES.map((value) => ({ value, label: t(`unusual.state.${value}`) }))}
      />
      {list.isPending ? <Waiting label={t('nav.unusual')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.data ? (
        <Findings
          findings={list.data.findings}
          sort={search.sort ?? '-day'}
          onSort={(sort) => void navigate({ search: (before) => ({ ...before, sort }), replace: true })}
          onClose={state === 'open' ? setClosing : null}
        />
      ) : null}
      <Notice tone="info" title={t('unusual.about')}>
        {t('unusual.aboutNote')}
      </Notice>
      {closing === null ? null : <CloseDialog finding={closing} onEnd={() => setClosing(null)} />}
    </Page>
  );
}

function Findings({
  findings,
  sort,
  onSort,
  onClose,
}: {
  findings: readonly UnusualAccess[];
  sort: string;
  onSort: (sort: string) => void;
  onClose: ((finding: UnusualAccess) => void) | null;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const kind = (finding: UnusualAccess) => t(`unusual.kind.${kindOf(finding.kind)}`);
  const columns: readonly Column<UnusualAccess>[] = [
    {
      id: 'day',
      label: t('unusual.day'),
      value: ({ day }) => day,
      cell: ({ day }) => formatDateShort(day, language),
      whole: true,
    },
    {
      id: 'kind',
      label: t('unusual.what'),
      value: kind,
      cell: (finding) => (
        <>
          <span className="font-bold">{kind(finding)}</span>
          <span className="block">{t(`unusual.means.${kindOf(finding.kind)}`)}</span>
        </>
      ),
    },
    {
      id: 'facility',
      label: t('column.institution'),
      value: ({ facilityName }) => facilityName,
      cell: ({ facilityName, facilityCode }) => (
        <>
          {facilityName}
          <span className="block text-soft">{facilityCode}</span>
        </>
      ),
    },
    {
      id: 'account',
      label: t('unusual.account'),
      value: ({ account }) => account,
      cell: ({ account }) => account ?? t('unusual.whole'),
    },
    {
      id: 'count',
      label: t('unusual.count'),
      value: ({ count }) => count,
      cell: ({ count }) => formatNumber(count, language),
      numeric: true,
    },
    {
      id: 'expected',
      label: t('unusual.expected'),
      value: ({ expected }) => expected,
      cell: ({ expected }) => formatNumber(expected, language),
      numeric: true,
    },
    {
      id: 'todo',
      label: t('unusual.todo'),
      value: ({ note }) => note ?? '',
      cell: (finding) =>
        onClose === null ? (
          (finding.note ?? '—')
        ) : (
          <Button onPress={() => onClose(finding)}>
            {t('unusual.close')}
            <span className="sr-only">
              {t('common.paren', { text: `${finding.facilityName} ${kind(finding)}` })}
            </span>
          </Button>
        ),
    },
  ];
  return (
    <DataTable
      caption={t('nav.unusual')}
      rows={findings}
      columns={columns}
      sort={sort}
      onSort={onSort}
      fileName="unusual-access.csv"
      empty={t('unusual.none')}
    />
  );
}

function CloseDialog({ finding, onEnd }: { finding: UnusualAccess; onEnd: () => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const close = useMutation({
    mutationFn: () => operator.closeUnusualAccess(finding.id, note.trim()),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['operator', 'unusual-access'] });
      onEnd();
    },
  });
  return (
    <Modal title={t('unusual.closeTitle', { name: finding.facilityName })} onClose={onEnd}>
      <TextArea label={t('unusual.note')} help={t('unusual.noteHelp')} value={note} onChange={setNote} />
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          isDisabled={note.trim() === '' || close.isPending}
          onPress={() => close.mutate()}
        >
          {t('unusual.closeYes')}
        </Button>
        <Button look="quiet" onPress={onEnd}>
          {t('common.cancel')}
        </Button>
      </div>
      {close.isError ? <Problem error={close.error} /> : null}
    </Modal>
  );
}
