import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { SESSION_KEY, useSessionAnswer } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';

/** Codes live for thirty seconds; asking more often keeps the one on the button usable. */
const ASK_EVERY_MS = 5_000;

/** In the demo nobody holds the authenticator of an account: its present code is offered on a button. */
export function DemoCode({ account, onFill }: { account: string; onFill: (code: string) => void }) {
  const { t } = useTranslation();
  const isDemo = useSessionAnswer().data?.demo?.accounts.some((one) => one.account === account) ?? false;
  const answer = useQuery({
    queryKey: [...SESSION_KEY, 'demo-code'],
    queryFn: api.session,
    enabled: isDemo,
    refetchInterval: ASK_EVERY_MS,
    gcTime: 0,
  });
  const code = answer.data?.demo?.accounts.find((one) => one.account === account)?.totpCode ?? null;
  if (code === null) return null;
  return (
    <div className="rounded-8 border-2 border-dashed border-warn p-3">
      <p className="mb-2 text-sm">{t('factor.demoNote')}</p>
      <Button onPress={() => onFill(code)}>{t('factor.demoFill', { code })}</Button>
    </div>
  );
}
