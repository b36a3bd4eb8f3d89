import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { FindingCount, IntakeFile, Severity } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Empty, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useFindingWords } from './finding-words.ts';

const ORDER: readonly Severity[] = ['file', 'claim', 'warn', 'info'];
const TONES: Record<Severity, string> = {
  file: 'text-danger',
  claim: 'text-danger',
  warn: 'text-warn',
  info: 'text-soft',
};

/** Findings of a file: by code with words and number; the places of the chosen code beside them. */
export function FileFindings({ file }: { file: IntakeFile }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { code } = useSearch({ from: '/shell/intake/files/$sha256' });
  const counts = [...file.findingCounts].sort(
    (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || b.count - a.count,
  );
  const choose = (next: string) =>
    void navigate({
      to: '.',
      search: next === code ? {} : { code: next },
      replace: true,
      resetScroll: false,
    });
  if (counts.length === 0) {
    return (
      <Section title={t('intake.findings')}>
        <Empty title={t('intake.noFindings')} />
      </Section>
    );
  }
  return (
    <Section title={t('intake.findings')}>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <ul className="divide-y divide-line">
          {counts.map((count) => (
            <CountRow
              key={`${count.code}${count.severity}`}
              count={count}
              chosen={count.code === code}
              onChoose={() => choose(count.code)}
            />
          ))}
        </ul>
        {code ? (
          <Places sha256={file.sha256} code={code} />
        ) : (
          <p className="text-soft">{t('intake.choosePlaces')}</p>
        )}
      </div>
    </Section>
  );
}

function CountRow({
  count,
  chosen,
  onChoose,
}: {
  count: FindingCount;
  chosen: boolean;
  onChoose: () => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useFindingWords();
  return (
    <li className={`grid grid-cols-[minmax(0,1fr)_auto] items-center gap-3 py-2 ${chosen ? 'bg-tint' : ''}`}>
      <div>
        <p>
          <span className={`mr-2 font-bold ${TONES[count.severity]}`}>
            {t(`intake.severity.${count.severity}`)}
          </span>
          {words(count.code)}
        </p>
        <p className="text-sm text-soft">
          <code>{count.code}</code> / {t('table.rows', { n: formatNumber(count.count, language) })}
        </p>
      </div>
      <Button look="quiet" onPress={onChoose}>
        {chosen ? t('intake.hidePlaces') : t('intake.showPlaces')}
        <span className="sr-only">（{count.code}）</span>
      </Button>
    </li>
  );
}

function Places({ sha256, code }: { sha256: string; code: string }) {
  const { t } = useTranslation();
  const places = useInfiniteQuery({
    queryKey: ['intake', 'findings', sha256, code],
    queryFn: ({ pageParam }) => api.findings(sha256, code, pageParam),
    initialPageParam: firstCursor(),
    getNextPageParam: (page) => page.next,
  });
  const rows = places.data?.pages.flatMap((page) => page.findings) ?? [];
  return (
    <section aria-label={t('intake.places', { code })}>
      <h3 className="mb-1 text-base">{t('intake.places', { code })}</h3>
      {places.isPending ? <Waiting label={t('intake.findings')} lines={4} /> : null}
      {places.isError ? <Problem error={places.error} onRetry={() => places.refetch()} /> : null}
      {rows.length > 0 ? (
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col" className="number">
                {t('intake.record')}
              </th>
              <th scope="col">{t('intake.type')}</th>
              <th scope="col" className="number">
                {t('intake.column')}
              </th>
              <th scope="col" className="number">
                {t('intake.claim')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.record}-${row.column}-${row.claim}`}>
                <td className="number">{row.record === 0 ? t('intake.wholeFile') : row.record}</td>
                <td>
                  <code>{row.type === '' ? '—' : row.type}</code>
                </td>
                <td className="number">{row.column ?? '—'}</td>
                <td className="number">{row.claim ?? '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {places.hasNextPage ? (
        <Button isDisabled={places.isFetchingNextPage} onPress={() => places.fetchNextPage()}>
          {t('common.more')}
        </Button>
      ) : null}
    </section>
  );
}

function firstCursor(): string | null {
  return null;
}
