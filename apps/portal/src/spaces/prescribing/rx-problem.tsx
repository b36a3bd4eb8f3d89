import { useTranslation } from 'react-i18next';
import { ApiError, type ErrorFinding } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { useLanguage } from '../../lib/use-language.ts';

/** A refusal in words, and below it everything that is wrong, each with its place. */
export function RxProblem({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const findings = error instanceof ApiError ? error.findings : [];
  return (
    <div className="space-y-2">
      <Problem error={error} />
      {findings.length === 0 ? null : (
        <ul aria-label={t('rx.problem.named')} className="panel divide-y divide-line p-3 text-sm">
          {findings.map((finding, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two findings may say the same, and they never change
            <li key={index} className="py-1">
              <FindingLine finding={finding} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** `RP1: name that was sent — what is wrong`, and the names that belong to the code. */
function FindingLine({ finding: { message, details } }: { finding: ErrorFinding }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const rp = details.get('rp');
  const line = details.get('line') ?? '0';
  const names = details.get('names') ?? '';
  const place =
    rp !== undefined ? t('rx.group', { n: rp }) : line === '0' ? '' : t('rx.problem.line', { n: line });
  return (
    <>
      <span className="font-bold">{[place, details.get('sentName')].filter(Boolean).join(' ')}</span>{' '}
      {message[language]}
      {names === '' ? null : <span className="block">{t('rx.problem.names', { names })}</span>}
    </>
  );
}
