import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { IntakeFile } from '../../api/types.ts';
import { ByteProgress } from '../../components/byte-progress.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatBytes, formatInstant, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { FileFindings } from './file-findings.tsx';
import { useFindingWords } from './finding-words.ts';
import { FileState } from './intake-page.tsx';
import { fileKey, isFinal, useFileEvents } from './use-file-events.ts';

/** One file: how it goes, what came of it, what was found in it. */
export function FilePage() {
  const { t } = useTranslation();
  const { sha256 } = useParams({ from: '/shell/intake/files/$sha256' });
  const answer = useQuery({ queryKey: fileKey(sha256), queryFn: () => api.file(sha256), staleTime: 10_000 });
  const file = answer.data?.file ?? null;
  const { cut } = useFileEvents(sha256, file !== null && !isFinal(file));
  return (
    <Page title={t('intake.fileTitle')}>
      <nav aria-label={t('intake.back')} className="print:hidden">
        <Link to="/intake" className="text-accent underline underline-offset-4">
          {t('intake.back')}
        </Link>
      </nav>
      {answer.isPending ? <Waiting label={t('intake.fileTitle')} /> : null}
      {answer.isError ? <Problem error={answer.error} onRetry={() => answer.refetch()} /> : null}
      {file ? <FileResult file={file} cut={cut} /> : null}
    </Page>
  );
}

function FileResult({ file, cut }: { file: IntakeFile; cut: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const findingWords = useFindingWords();
  return (
    <div className="space-y-4">
      <Section title={file.name}>
        <p>
          <FileState file={file} /> /{' '}
          {file.kind === null ? t('intake.kindUnknown') : t(`intake.kinds.${file.kind}`)} /{' '}
          {formatBytes(file.bytes, language)} / {t('intake.receivedAt')}{' '}
          {formatInstant(file.receivedAt, language)}
        </p>
        <p className="text-sm break-all text-soft">
          SHA-256 <code>{file.sha256}</code>
        </p>
        {isFinal(file) ? null : (
          <div className="mt-3">
            <ByteProgress label={t('intake.readingNow')} done={file.bytesRead} total={file.bytes} />
            <p className="text-sm">{t('intake.claimsSoFar', { n: formatNumber(file.claims, language) })}</p>
            {cut ? <Notice tone="warn" title={t('intake.cut')} live /> : null}
          </div>
        )}
        {file.refusal ? (
          <div className="mt-3">
            <Notice tone="danger" title={t('intake.refusedTitle')}>
              <p>{findingWords(file.refusal.code)}</p>
              <p>{t('intake.refusedKept')}</p>
              <p className="text-soft">
                {t('error.code')} <code>{file.refusal.code}</code>
              </p>
            </Notice>
          </div>
        ) : null}
      </Section>
      {isFinal(file) ? <Counts file={file} /> : null}
      {isFinal(file) ? <FileFindings file={file} /> : null}
    </div>
  );
}

function Counts({ file }: { file: IntakeFile }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const counts = [
    ['records', file.records],
    ['claims', file.claims],
    ['stored', file.stored],
    ['replaced', file.replaced],
    ['quarantined', file.quarantined],
  ] as const;
  const types = Object.entries(file.recordsByType);
  const acts = Object.entries(file.actsByCategory).filter(([, n]) => n > 0);
  return (
    <Section title={t('intake.result')}>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-5">
        {counts.map(([key, value]) => (
          <div key={key} className={key === 'quarantined' && value > 0 ? 'text-danger' : ''}>
            <dt className="text-sm">{t(`intake.count.${key}`)}</dt>
            <dd className="text-2xl font-bold">{formatNumber(value, language)}</dd>
          </div>
        ))}
      </dl>
      {file.quarantined > 0 ? (
        <p className="mt-2">
          {t('intake.quarantinedNote')}{' '}
          <Link to="/work-items" className="text-accent underline underline-offset-4">
            {t('intake.toWork')}
          </Link>
        </p>
      ) : null}
      <dl className="mt-3 space-y-1 text-sm">
        {types.length > 0 ? (
          <div className="flex flex-wrap gap-x-4">
            <dt className="font-bold">{t('intake.byType')}</dt>
            {types.map(([type, n]) => (
              <dd key={type}>
                <code>{type}</code> {formatNumber(n, language)}
              </dd>
            ))}
          </div>
        ) : null}
        {acts.length > 0 ? (
          <div className="flex flex-wrap gap-x-4">
            <dt className="font-bold">{t('intake.acts')}</dt>
            {acts.map(([category, n]) => (
              <dd key={category}>
                {t(`treatment.${category}`, { defaultValue: category })} {formatNumber(n, language)}
              </dd>
            ))}
          </div>
        ) : null}
      </dl>
    </Section>
  );
}
