import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import type { Proxies, ProxyGrant } from '../../api/access-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Empty, Page, Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatInstant, formatUntil } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Ask } from './ask.tsx';
import { PROXIES_KEY } from './proxy-keys.ts';
import { ProxyOfferForm } from './proxy-offer.tsx';
import { SharingTabs } from './sharing-tabs.tsx';

/** Who may act for whom: agreed by both sides, ended by either. @spec phr.md §3 A7 */
export function ProxiesPage() {
  const { t } = useTranslation();
  const list = useQuery({ queryKey: PROXIES_KEY, queryFn: own.proxies });
  const keep = (answer: Proxies) => queryClient.setQueryData<Proxies>(PROXIES_KEY, answer);
  const proxies = list.data?.proxies ?? [];
  const open = proxies.filter((proxy) => proxy.state !== 'ended');
  return (
    <Page title={t('proxy.title')} lead={t('proxy.lead')}>
      <SharingTabs />
      {list.isPending ? <Waiting label={t('sharing.proxies')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isSuccess ? (
        <>
          {open.length === 0 ? <Empty title={t('proxy.none')}>{t('proxy.noneNote')}</Empty> : null}
          <ul className="grid gap-3 lg:grid-cols-2">
            {open.map((proxy) => (
              <ProxyCard key={proxy.id} proxy={proxy} onChanged={keep} />
            ))}
          </ul>
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <OwnCode />
            <ProxyOfferForm onOffered={keep} />
          </div>
          <Ended proxies={proxies.filter((proxy) => proxy.state === 'ended')} />
        </>
      ) : null}
    </Page>
  );
}

function ProxyCard({ proxy, onChanged }: { proxy: ProxyGrant; onChanged: (answer: Proxies) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [asking, setAsking] = useState(false);
  const confirm = useMutation({ mutationFn: () => own.confirmProxy(proxy.id), onSuccess: onChanged });
  const end = useMutation({
    mutationFn: () => own.endProxy(proxy.id),
    onSuccess: (answer) => {
      setAsking(false);
      queryClient.removeQueries({ queryKey: ['principals'] });
      onChanged(answer);
    },
  });
  const waiting = proxy.state === 'waiting-for-me';
  return (
    <li className={`panel p-4 ${waiting ? 'border-2 border-warn' : ''}`}>
      <h3 className="text-lg leading-snug">{t(`proxy.side.${proxy.side}`, { name: proxy.otherName })}</h3>
      <p className={`font-bold ${waiting ? 'text-warn' : ''}`}>{t(`proxy.state.${proxy.state}`)}</p>
      <ul className="my-1 list-disc pl-5">
        {proxy.scopes.map((scope) => (
          <li key={scope}>{t(`proxy.scope.${scope}`)}</li>
        ))}
      </ul>
      <p className="text-sm">
        {t('proxy.from', { at: formatInstant(proxy.from, language) })}{' '}
        {proxy.until === null
          ? t('proxy.noEnd')
          : t('proxy.until', { at: formatUntil(proxy.until, language) })}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        {waiting ? (
          <Button look="primary" isDisabled={confirm.isPending} onPress={() => confirm.mutate()}>
            {t('proxy.confirm')}
          </Button>
        ) : null}
        {proxy.ref === null ? null : (
          <Link to="/principals/$ref" params={{ ref: proxy.ref }} className={buttonClass('primary')}>
            {t('proxy.act', { name: proxy.otherName })}
          </Link>
        )}
        <Button look="danger" onPress={() => setAsking(true)}>
          {t(waiting ? 'proxy.refuse' : 'proxy.end')}
        </Button>
      </div>
      {confirm.isError ? <Problem error={confirm.error} /> : null}
      {end.isError ? <Problem error={end.error} /> : null}
      {asking ? (
        <Ask
          title={t('proxy.endAsk', { name: proxy.otherName })}
          yes={t('proxy.endYes')}
          busy={end.isPending}
          onYes={() => end.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('proxy.endNote')}</p>
        </Ask>
      ) : null}
    </li>
  );
}

/** The code that one tells the other person; once, and for a quarter of an hour. */
function OwnCode() {
  const { t } = useTranslation();
  const language = useLanguage();
  const code = useMutation({ mutationFn: own.proxyCode });
  return (
    <Section title={t('proxy.ownCode')}>
      <p className="mb-3">{t('proxy.ownCodeNote')}</p>
      {code.data ? (
        <div role="status" className="mb-3">
          <p className="text-3xl font-bold tracking-widest">{code.data.code}</p>
          <p className="text-sm">
            {t('proxy.codeUntil', { at: formatInstant(code.data.expiresAt, language) })}
          </p>
        </div>
      ) : null}
      <Button isDisabled={code.isPending} onPress={() => code.mutate()}>
        {t(code.data ? 'proxy.newCode' : 'proxy.makeCode')}
      </Button>
      {code.isError ? <Problem error={code.error} /> : null}
    </Section>
  );
}

function Ended({ proxies }: { proxies: readonly ProxyGrant[] }) {
  const { t } = useTranslation();
  if (proxies.length === 0) return null;
  return (
    <details className="panel p-4">
      <summary className="min-h-11 content-center font-bold">
        {t('proxy.ended', { n: proxies.length })}
      </summary>
      <ul>
        {proxies.map((proxy) => (
          <li key={proxy.id}>{t(`proxy.side.${proxy.side}`, { name: proxy.otherName })}</li>
        ))}
      </ul>
    </details>
  );
}
