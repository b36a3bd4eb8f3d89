import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useOpenMode } from './use-open-mode.ts';

const SEARCH = '/reception/disaster';

/** On the pages of the desk while a disaster mode is open here: the way to the search by four items. @spec eligibility.md §11.1 */
export function DisasterEntry() {
  const { t } = useTranslation();
  const language = useLanguage();
  const mode = useOpenMode();
  const { pathname } = useLocation();
  if (mode === null || !pathname.startsWith('/reception') || pathname === SEARCH) return null;
  return (
    <section
      aria-label={t('disaster.title')}
      className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-8 border-2 border-warn bg-warn-tint px-4 py-3 print:hidden"
    >
      <div>
        <p className="flex items-center gap-2 text-lg font-bold text-warn">
          <Icon name="warning" size={24} />
          {t('disaster.open', { name: mode.name })}
        </p>
        <p className="text-sm">{t('disaster.openUntil', { at: formatInstant(mode.to, language) })}</p>
      </div>
      <Link to={SEARCH} className={buttonClass('secondary', 'border-2')}>
        {t('disaster.title')}
      </Link>
    </section>
  );
}
