import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useHome } from './use-home.ts';

/** Prescriptions, and the notebook beside them. */
export function MyPrescriptionsTabs() {
  const { t } = useTranslation();
  const { path } = useHome();
  const pages: readonly (readonly [string, string])[] = [
    [`${path}/prescriptions`, t('myRx.tabPrescriptions')],
    [`${path}/notebook`, t('myRx.tabNotebook')],
  ];
  return (
    <nav aria-label={t('myRx.tabs')} className="print:hidden">
      <ul className="flex flex-wrap gap-1 border-b-2 border-accent">
        {pages.map(([to, words]) => (
          <li key={to}>
            <Link
              to={to}
              className="inline-flex min-h-11 items-center rounded-t-8 px-4 py-2"
              activeProps={{ className: 'desk-tab-active', 'aria-current': 'page' }}
            >
              {words}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
