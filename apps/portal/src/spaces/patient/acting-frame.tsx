import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import { buttonClass } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { PROXIES_KEY } from './proxy-keys.ts';

/** Everything that is done in somebody else's place stands under a banner that says so. @spec phr.md §3 A7 */
export function ActingFrame() {
  const { t } = useTranslation();
  const { ref } = useParams({ from: '/shell/principals/$ref' });
  const proxies = useQuery({ queryKey: PROXIES_KEY, queryFn: own.proxies, staleTime: 60_000 });
  const name = proxies.data?.proxies.find((proxy) => proxy.ref === ref)?.otherName;
  return (
    <>
      <section
        aria-label={t('proxy.acting')}
        className="-mx-4 -mt-4 mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-y-4 border-accent bg-tint px-4 py-3 md:sticky md:top-0 md:z-20 lg:-mx-6 lg:px-6"
      >
        <p className="flex items-center gap-2 text-lg font-bold">
          <Icon name="members" size={28} />
          {name === undefined ? t('proxy.acting') : t('proxy.actingFor', { name })}
        </p>
        <Link to="/me" className={buttonClass('primary', 'print:hidden')}>
          {t('proxy.backToOwn')}
        </Link>
        <p className="w-full text-sm">{t('proxy.actingNote')}</p>
      </section>
      <Outlet key={ref} />
    </>
  );
}
