import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { DisplaySettings } from '../../app/display-settings.tsx';

/** Frame of the pages before a session is complete: a title, one column, and beside it what helps in the demo. */
export function SignInFrame({
  title,
  lead,
  aside = null,
  children,
}: {
  title: string;
  lead?: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} | ${t('app.name')}`;
  }, [title, t]);
  return (
    <div className="min-h-dvh">
      <header className="flex flex-wrap items-center justify-between gap-2 border-b border-line bg-panel px-4 py-1">
        <span className="font-bold">{t('app.name')}</span>
        <DisplaySettings />
      </header>
      <main
        className={`mx-auto grid items-start gap-6 p-4 pt-8 ${aside === null ? 'max-w-lg' : 'max-w-5xl lg:grid-cols-[28rem_1fr]'}`}
      >
        <div className="min-w-0 space-y-4">
          <h1 className="text-2xl leading-snug">{title}</h1>
          {lead ? <p className="text-soft">{lead}</p> : null}
          {children}
        </div>
        {aside}
      </main>
    </div>
  );
}
