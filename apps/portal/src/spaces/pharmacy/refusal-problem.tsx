import { useTranslation } from 'react-i18next';
import { ApiError, type ErrorFinding } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { useLanguage } from '../../lib/use-language.ts';

/** What the server tells about a drug whose code and name differ: both names. @spec prescriptions.md §5.5 */
const DETAILS = ['sentName', 'names', 'code', 'rp', 'drug'] as const;

/** A refusal with everything that is wrong: reasons of a signature, or the drugs with what their codes say. */
export function RefusalProblem({ error }: { error: unknown }) {
  const findings = error instanceof ApiError ? error.findings : [];
  return (
    <div className="space-y-2">
      <Problem error={error} />
      {findings.length > 0 ? (
        <ul className="panel divide-y divide-line px-4">
          {findings.map((finding, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: findings stand in the order of the server
            <li key={at} className="py-2">
              <OneFinding finding={finding} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function OneFinding({ finding }: { finding: ErrorFinding }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const told = DETAILS.flatMap((key) => {
    const value = finding.details.get(key) ?? '';
    return value === '' ? [] : [{ key, value }];
  });
  return (
    <>
      <p className="font-bold">{finding.message[language]}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4">
        {told.map(({ key, value }) => (
          <div key={key} className="contents">
            <dt className="text-soft">{t(`pharmacy.mismatch.${key}`)}</dt>
            <dd className="font-bold">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
