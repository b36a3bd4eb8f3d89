import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** The two pages of the pharmacy. */
export function PharmacyTabs() {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('pharmacy.tabs')} className="print:hidden">
      <ul className="flex flex-wrap gap-1 border-b-2 border-accent">
        {(
          [
            ['/pharmacy', 'pharmacy.tabReceive'],
            ['/pharmacy/list', 'pharmacy.tabList'],
          ] as const
        ).map(([to, word]) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: true, includeSearch: false }}
              className="inline-flex min-h-11 items-center rounded-t-8 px-4 py-2"
              activeProps={{ className: 'desk-tab-active', 'aria-current': 'page' }}
            >
              {t(word)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
