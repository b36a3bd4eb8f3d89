import { useTranslation } from 'react-i18next';

/** Plain words for a finding code; a code without words is said to be one, never hidden. @spec claims.md §17 */
export function useFindingWords(): (code: string) => string {
  const { t, i18n } = useTranslation();
  return (code) =>
    i18n.exists(`finding.${code}`) ? t(`finding.${code}`) : t('intake.findingUnknown', { code });
}
