import type { Finding } from '@tsunagu/jahis';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../lib/use-language.ts';

const MOST = 20;

/** What is not in order, with its line. */
export function FindingLines({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      <ul className="list-disc pl-5">
        {findings.slice(0, MOST).map((finding, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: findings stand in the order of the lines
          <li key={at}>
            {finding.line > 0 ? t('notebook.line', { n: finding.line }) : ''} {finding.message[language]}
          </li>
        ))}
      </ul>
      {findings.length > MOST ? <p>{t('notebook.moreFindings', { n: findings.length - MOST })}</p> : null}
    </>
  );
}
