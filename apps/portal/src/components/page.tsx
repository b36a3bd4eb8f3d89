import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** Heading of a page: says what one can do here; also becomes the title of the window. */
export function Page({
  title,
  lead,
  actions,
  children,
}: {
  title: string;
  lead?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} | ${t('app.name')}`;
  }, [title, t]);
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <h1 className="text-2xl leading-snug">{title}</h1>
          {lead ? <p className="mt-1 max-w-5xl text-soft">{lead}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap gap-2 print:hidden">{actions}</div> : null}
      </div>
      {children}
    </div>
  );
}

/** A titled part of a page. */
export function Section({
  title,
  children,
  extra = '',
}: {
  title: string;
  children: ReactNode;
  extra?: string;
}) {
  return (
    <section className={`panel p-4 ${extra}`}>
      <h2 className="mb-2 text-lg leading-snug">{title}</h2>
      {children}
    </section>
  );
}

/** Explains why there is nothing and what to do. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="rounded-8 border border-dashed border-edge px-4 py-6 text-center">
      <p className="font-bold">{title}</p>
      {children ? <div className="mx-auto mt-1 max-w-prose text-soft">{children}</div> : null}
    </div>
  );
}
