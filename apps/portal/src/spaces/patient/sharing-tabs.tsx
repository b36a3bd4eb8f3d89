import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

const TABS = [
  ['/me/consents', 'sharing.consents'],
  ['/me/restrictions', 'sharing.restrictions'],
  ['/me/proxies', 'sharing.proxies'],
  ['/me/apps', 'smart.tab'],
] as const;

/** The pages on which patients decide who sees what. */
export function SharingTabs() {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('sharing.tabs')} className="print:hidden">
      <ul className="flex flex-wrap gap-1 border-b-2 border-accent">
        {TABS.map(([to, word]) => (
          <li key={to}>
            <Link
              to={to}
              className="inline-flex min-h-11 items-center rounded-t-8 px-3 py-2"
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
