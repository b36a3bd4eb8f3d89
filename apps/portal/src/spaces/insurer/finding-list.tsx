import { useTranslation } from 'react-i18next';
import type { CoverageFinding, FindingSeverity } from '../../api/insurer-types.ts';

export const SEVERITY_LOOKS: Readonly<Record<FindingSeverity, string>> = {
  file: 'text-danger',
  refused: 'text-danger',
  warn: 'text-warn',
  info: 'text-soft',
};

/** A finding in words; one of a later server in the server's own. */
export function useFindingText(): (finding: Pick<CoverageFinding, 'code' | 'message'>) => string {
  const { t } = useTranslation();
  return ({ code, message }) => t(`coverageFinding.${code}`, { defaultValue: message });
}

/** Findings of one registration. */
export function FindingList({ findings }: { findings: readonly CoverageFinding[] }) {
  const { t } = useTranslation();
  const text = useFindingText();
  return (
    <ul className="list-disc space-y-1 pl-5">
      {findings.map((finding) => (
        <li key={`${finding.code}${finding.column}`}>
          <span className={`mr-2 font-bold ${SEVERITY_LOOKS[finding.severity]}`}>
            {t(`insurer.severity.${finding.severity}`)}
          </span>
          {text(finding)} <code className="text-soft">{finding.code}</code>
        </li>
      ))}
    </ul>
  );
}
