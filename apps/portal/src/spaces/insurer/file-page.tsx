import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { insurerApi } from '../../api/eligibility.ts';
import type { CoverageFinding, InsurerFile } from '../../api/insurer-types.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { FileState, isFinal } from './files-page.tsx';
import { SEVERITY_LOOKS, useFindingText } from './finding-list.tsx';

const COUNTS = ['rows', 'registered', 'corrected', 'closed', 'unchanged', 'refused'] as const;

/** One file: how far it is, what became of its rows, and the refused rows to correct. */
export function InsurerFilePage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/insurer/files/$id' });
  const answer = useInfiniteQuery({
    queryKey: ['insurer', 'file', id],
    queryFn: ({ pageParam }) => insurerApi.file(id, pageParam),
    initialPageParam: firstCursor(),
    getNextPageParam: (page) => page.next,
    refetchInterval: (query) => {
      const file = query.state.data?.pages[0]?.file;
      return file !== undefined && !isFinal(file) ? 1_000 : false;
    },
  });
  const file = answer.data?.pages[0]?.file ?? null;
  const findings = answer.data?.pages.flatMap((page) => page.findings) ?? [];
  return (
    <Page
      title={t('insurerFile.fileTitle')}
      actions={
        <Link to="/insurer/files" className={buttonClass('quiet')}>
          {t('insurerFile.back')}
        </Link>
      }
    >
      {answer.isPending ? <Waiting label={t('insurerFile.fileTitle')} /> : null}
      {answer.isError ? <Problem error={answer.error} onRetry={() => answer.refetch()} /> : null}
      {file ? <Summary file={file} /> : null}
      {file && isFinal(file) ? <Findings file={file} findings={findings} /> : null}
      {answer.hasNextPage ? (
        <Button isDisabled={answer.isFetchingNextPage} onPress={() => answer.fetchNextPage()}>
          {t('common.more')}
        </Button>
      ) : null}
    </Page>
  );
}

function firstCursor(): string | null {
  return null;
}

function Summary({ file }: { file: InsurerFile }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Section title={file.name}>
      <p role="status" className="flex flex-wrap gap-x-6 gap-y-1">
        <FileState file={file} />
        {file.encoding === null ? null : (
          <span>{t('insurerFile.encoding', { name: t(`insurerFile.encodings.${file.encoding}`) })}</span>
        )}
        <span>{t('bulk.receivedAt', { at: formatInstant(file.receivedAt, language) })}</span>
        {isFinal(file) ? null : (
          <span>{t('insurerFile.soFar', { n: formatNumber(file.rows, language) })}</span>
        )}
      </p>
      <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
        {COUNTS.map((id) => (
          <div key={id}>
            <dt className="text-sm text-soft">{t(`insurerFile.count.${id}`)}</dt>
            <dd className="text-2xl font-bold">{formatNumber(file[id], language)}</dd>
          </div>
        ))}
      </dl>
      {file.state === 'refused' ? (
        <div className="mt-3">
          <Notice tone="danger" title={t('insurerFile.refused')}>
            {t('insurerFile.refusedNote')}
          </Notice>
        </div>
      ) : null}
      {file.state === 'taken' && file.refused > 0 ? (
        <div className="mt-3">
          <Notice
            tone="warn"
            title={t('insurerFile.someRefused', { n: formatNumber(file.refused, language) })}
          >
            <p>{t('insurerFile.someRefusedNote')}</p>
            <p className="mt-2">
              <a
                href={`/api/insurer/files/${encodeURIComponent(file.id)}/corrected`}
                download
                className={buttonClass('primary')}
              >
                <Icon name="download" />
                {t('insurerFile.corrected')}
              </a>
            </p>
          </Notice>
        </div>
      ) : null}
    </Section>
  );
}

type Row = CoverageFinding & { readonly id: string };

function Findings({ file, findings }: { file: InsurerFile; findings: readonly CoverageFinding[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const text = useFindingText();
  const { sort } = useSearch({ from: '/shell/insurer/files/$id' });
  if (findings.length === 0) return <Notice tone="good" title={t('intake.noFindings')} />;
  const columns: readonly Column<Row>[] = [
    {
      id: 'row',
      label: t('insurerFile.row'),
      numeric: true,
      value: ({ row }) => row,
      cell: ({ row }) => row ?? t('intake.wholeFile'),
    },
    {
      id: 'column',
      label: t('insurerFile.column'),
      value: ({ column }) => column,
      cell: ({ column }) => column ?? '—',
    },
    {
      id: 'severity',
      label: t('insurerFile.severity'),
      value: ({ severity }) => t(`insurer.severity.${severity}`),
      cell: ({ severity }) => (
        <span className={`font-bold ${SEVERITY_LOOKS[severity]}`}>{t(`insurer.severity.${severity}`)}</span>
      ),
    },
    {
      id: 'message',
      label: t('insurerFile.message'),
      value: (finding) => text(finding),
      cell: (finding) => text(finding),
    },
    {
      id: 'code',
      label: t('insurerFile.code'),
      value: ({ code }) => code,
      cell: ({ code }) => <code>{code}</code>,
    },
  ];
  return (
    <DataTable
      caption={t('intake.findings')}
      rows={findings.map((one, index) => ({ ...one, id: `${one.row}.${one.column}.${one.code}.${index}` }))}
      columns={columns}
      sort={sort ?? 'row'}
      onSort={(next) => void navigate({ to: '.', search: { sort: next }, replace: true, resetScroll: false })}
      fileName={`${file.id}-findings.csv`}
      empty={t('intake.noFindings')}
    />
  );
}
