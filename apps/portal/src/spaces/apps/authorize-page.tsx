import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppRequest, apps } from '../../api/apps.ts';
import type { Session } from '../../api/types.ts';
import { LockScreen } from '../../app/lock-screen.tsx';
import { Redirect } from '../../app/redirect.tsx';
import { useSessionAnswer } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { SignInFrame } from '../sign-in/sign-in-frame.tsx';
import { scopeWords } from './scope-words.ts';

/** An app asks to be let in: who it is, what it wants to see, for how long. @spec phr.md §3 */
export function AuthorizePage() {
  const { t } = useTranslation();
  const router = useRouter();
  const answer = useSessionAnswer();
  const { request, problem } = useSearch({ from: '/apps/authorize' });
  if (problem !== undefined || request === undefined)
    return (
      <SignInFrame title={t('smart.askTitle')}>
        <Notice tone="danger" title={t('smart.broken')} live>
          {t('smart.brokenNote')}
        </Notice>
      </SignInFrame>
    );
  if (answer.data === undefined)
    return (
      <SignInFrame title={t('smart.askTitle')}>
        {answer.isError ? (
          <Problem error={answer.error} onRetry={() => answer.refetch()} />
        ) : (
          <Waiting label={t('smart.askTitle')} />
        )}
      </SignInFrame>
    );
  const { session } = answer.data;
  if (session === null || (session.stage !== 'complete' && session.stage !== 'locked'))
    return <Redirect href={`/sign-in?next=${encodeURIComponent(router.history.location.href)}`} />;
  if (session.stage === 'locked') return <LockScreen session={session} />;
  return <Asked requestId={request} session={session} />;
}

function Asked({ requestId, session }: { requestId: string; session: Session }) {
  const { t } = useTranslation();
  const request = useQuery({
    queryKey: ['app-request', requestId],
    queryFn: () => apps.request(requestId),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const name = request.data?.app.name ?? '';
  return (
    <SignInFrame title={name === '' ? t('smart.askTitle') : t('smart.ask', { name })}>
      {request.isPending ? <Waiting label={t('smart.askTitle')} /> : null}
      {request.isError ? <Problem error={request.error} onRetry={() => request.refetch()} /> : null}
      {request.data ? <Decision requestId={requestId} request={request.data} session={session} /> : null}
    </SignInFrame>
  );
}

function Decision({
  requestId,
  request,
  session,
}: {
  requestId: string;
  request: AppRequest;
  session: Session;
}) {
  const { t } = useTranslation();
  const [ticked, setTicked] = useState<readonly string[]>(request.dataScopes);
  const decide = useMutation({
    mutationFn: (allow: boolean) => apps.decide(requestId, { allow, scopes: ticked }),
    onSuccess: ({ returnTo }) => location.assign(returnTo),
  });
  const busy = decide.isPending || decide.isSuccess;
  const staff = request.patientRef !== null;
  return (
    <div className="space-y-4">
      <p>{t('smart.by', { publisher: request.app.publisher })}</p>
      <p>{t(staff ? 'smart.forStaff' : 'smart.forPatient', { name: session.displayName })}</p>
      {request.firstTime ? (
        <Notice tone="warn" title={t('smart.firstTime')}>
          {t('smart.firstTimeNote', { host: new URL(request.returnsTo).host })}
        </Notice>
      ) : null}
      <fieldset className="panel p-4">
        <legend className="font-bold">{t('smart.wants')}</legend>
        {request.dataScopes.map((scope) => (
          <CheckBox
            key={scope}
            checked={ticked.includes(scope)}
            onChange={(on) => setTicked(on ? [...ticked, scope] : ticked.filter((one) => one !== scope))}
          >
            {scopeWords(t, scope)}
          </CheckBox>
        ))}
        <p className="mt-1 text-sm text-soft">{t('smart.untick')}</p>
      </fieldset>
      <p>{t(`smart.lasts.${staff ? 'session' : request.lasts}`, { n: request.days })}</p>
      {staff ? null : <p className="text-sm text-soft">{t('smart.endLater')}</p>}
      {decide.isError ? <Problem error={decide.error} /> : null}
      <div className="grid gap-3">
        <Button look="primary" isDisabled={busy || ticked.length === 0} onPress={() => decide.mutate(true)}>
          {t('smart.allow')}
        </Button>
        <Button isDisabled={busy} onPress={() => decide.mutate(false)}>
          {t('smart.refuse')}
        </Button>
      </div>
    </div>
  );
}
