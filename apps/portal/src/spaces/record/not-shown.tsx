import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CategoryGround } from '../../api/types.ts';
import { Notice } from '../../components/notice.tsx';

/** The weightiest reason is told in words; the codes of all stand below. */
const REASONS: readonly (readonly [string, string])[] = [
  ['SHARING_STOPPED', 'record.notShownStopped'],
  ['DENIED_BY_PATIENT', 'record.notShownDenied'],
  ['CONSENT_EXPIRED', 'record.notShownExpired'],
];

/** Categories that are not shown: which, why, and what to do about it. Never an empty box. */
export function NotShown({
  categories,
  consentRef,
}: {
  categories: readonly CategoryGround[];
  consentRef: string | null;
}) {
  const { t } = useTranslation();
  const closed = categories.filter((one) => !one.shown);
  if (closed.length === 0) return null;
  const names = closed.map((one) => t(`category.${one.category}`)).join(t('record.and'));
  const why = REASONS.find(([code]) => closed.some((one) => one.refusalCode === code))?.[1];
  return (
    <Notice tone="warn" title={t('record.notShown', { names })}>
      <p>
        {t(why ?? 'record.notShownNone')}{' '}
        {consentRef === null ? null : (
          <Link
            to="/persons/$ref/consent"
            params={{ ref: consentRef }}
            className="font-bold text-accent underline underline-offset-4 print:hidden"
          >
            {t('reception.toConsent')}
          </Link>
        )}
      </p>
      <p className="text-soft">
        {closed.map((one) => (
          <span key={one.category} className="mr-3">
            {t(`category.${one.category}`)}: <code>{one.refusalCode ?? 'CONSENT_REQUIRED'}</code>
          </span>
        ))}
      </p>
    </Notice>
  );
}
