import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { Empty, Page } from '../components/page.tsx';
import { Redirect } from './redirect.tsx';
import { homeOf, useSession } from './session.tsx';

/** Sends everyone to the space of their role; says so where there is none. */
export function HomePage() {
  const { t } = useTranslation();
  const home = homeOf(useSession().roles);
  if (home !== '/') return <Redirect href={home} />;
  return (
    <Page title={t('home.title')}>
      <Empty title={t('home.none')}>{t('home.noneNote')}</Empty>
    </Page>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <main className="mx-auto max-w-2xl p-6">
      <Page title={t('notFound.title')}>
        <p>{t('notFound.note')}</p>
        <p>
          <a className="text-accent underline" href="/">
            {t('home.title')}
          </a>
        </p>
      </Page>
    </main>
  );
}

/** A fault of the page itself: nothing is lost on the server. */
export function CrashPage() {
  const { t } = useTranslation();
  return (
    <div className="mx-auto max-w-2xl p-6">
      <Notice tone="danger" title={t('crash.title')} live>
        <p>{t('crash.note')}</p>
        <div className="mt-2">
          <Button onPress={() => window.location.reload()}>{t('crash.reload')}</Button>
        </div>
      </Notice>
    </div>
  );
}
