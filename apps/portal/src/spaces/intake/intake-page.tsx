import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { IntakeFile } from '../../api/types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatBytes, formatInstant, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { UploadBox } from './upload-box.tsx';
import { fileKey, filesKey, isFinal } from './use-file-events.ts';

/** Intake: hand over a claim file, see what became of the earlier ones. */
export function IntakePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const files = useInfiniteQuery({
    queryKey: filesKey,
    queryFn: ({ pageParam }) => api.files(pageParam),
    initialPageParam: firstCursor(),
    getNextPageParam: (page) => page.next,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.files.some((file) => !isFinal(file))) ? 2000 : false,
  });
  const list = files.data?.pages.flatMap((page) => page.files) ?? [];
  const open = (file: IntakeFile) => {
    queryClient.setQueryData(fileKey(file.sha256), { file });
    void queryClient.invalidateQueries({ queryKey: filesKey });
    void navigate({ to: '/intake/files/$sha256', params: { sha256: file.sha256 } });
  };
  return (
    <Page title={t('intake.title')} lead={t('intake.lead')}>
      <UploadBox onTaken={open} />
      <section aria-label={t('intake.files')}>
        <h2 className="mb-2 text-lg">{t('intake.files')}</h2>
        {files.isPending ? <Waiting label={t('intake.files')} /> : null}
        {files.isError ? <Problem error={files.error} onRetry={() => files.refetch()} /> : null}
        {files.isSuccess && list.length === 0 ? (
          <Empty title={t('intake.none')}>{t('intake.noneNote')}</Empty>
        ) : null}
        {list.length > 0 ? <FileTable files={list} /> : null}
        {files.hasNextPage ? (
          <Button isDisabled={files.isFetchingNextPage} onPress={() => files.fetchNextPage()}>
            {t('common.more')}
          </Button>
        ) : null}
      </section>
    </Page>
  );
}

function firstCursor(): string | null {
  return null;
}

function FileTable({ files }: { files: readonly IntakeFile[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className="panel">
      <table className="data-table stacking">
        <caption className="sr-only">{t('intake.files')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('intake.name')}</th>
            <th scope="col">{t('intake.state')}</th>
            <th scope="col">{t('intake.kind')}</th>
            <th scope="col" className="number">
              {t('intake.size')}
            </th>
            <th scope="col" className="number">
              {t('intake.claims')}
            </th>
            <th scope="col" className="number">
              {t('intake.quarantined')}
            </th>
            <th scope="col">{t('intake.receivedAt')}</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.sha256}>
              <th scope="row">
                <Link
                  to="/intake/files/$sha256"
                  params={{ sha256: file.sha256 }}
                  className="inline-flex min-h-6 items-center text-accent underline underline-offset-4"
                >
                  {file.name}
                </Link>
              </th>
              <td data-label={t('intake.state')}>
                <FileState file={file} />
              </td>
              <td data-label={t('intake.kind')}>
                {file.kind === null ? t('intake.kindUnknown') : t(`intake.kinds.${file.kind}`)}
              </td>
              <td className="number" data-label={t('intake.size')}>
                {formatBytes(file.bytes, language)}
              </td>
              <td className="number" data-label={t('intake.claims')}>
                {t('intake.nClaims', { n: formatNumber(file.claims, language) })}
              </td>
              <td className="number" data-label={t('intake.quarantined')}>
                {t('intake.nClaims', { n: formatNumber(file.quarantined, language) })}
              </td>
              <td data-label={t('intake.receivedAt')}>{formatInstant(file.receivedAt, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** State of a file in words, with a colour that is never alone. */
export function FileState({ file }: { file: IntakeFile }) {
  const { t } = useTranslation();
  const tone = file.state === 'refused' ? 'text-danger' : file.state === 'taken' ? 'text-good' : 'text-warn';
  return <span className={`font-bold ${tone}`}>{t(`intake.states.${file.state}`)}</span>;
}
