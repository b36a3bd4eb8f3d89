import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import ja from '../i18n/ja.json';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** Codes that have words of their own in the message files under `error`. */
export const EXPLAINED_CODES: readonly string[] = Object.entries(ja.error)
  .filter(([, words]) => typeof words === 'object')
  .map(([code]) => code);

function explainedCode(error: unknown): string {
  const code = error instanceof ApiError ? error.code : 'INTERNAL';
  return EXPLAINED_CODES.includes(code) ? code : 'INTERNAL';
}

/** Refusals stay what they are, and each new attempt is logged; only failures and collisions may pass. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  return error.status === 0 || error.status === 409 || error.status === 429 || error.status >= 500;
}

/** An error in words: what happened, what was kept, what to do; the stable code stands below for the help desk. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const key = explainedCode(error);
  const code = error instanceof ApiError ? error.code : 'INTERNAL';
  const request = error instanceof ApiError ? error.requestId : null;
  return (
    <Notice tone="danger" title={t(`error.${key}.happened`)} live>
      <p>{t(`error.${key}.kept`)}</p>
      <p className="font-bold">{t(`error.${key}.todo`)}</p>
      {onRetry && mayPass(error) ? (
        <div className="mt-2 print:hidden">
          <Button onPress={onRetry}>{t('common.tryAgain')}</Button>
        </div>
      ) : null}
      <p className="mt-2 text-soft">
        {t('error.code')} <code>{code}</code>
        {request ? (
          <>
            {' '}
            / {t('error.request')} <code>{request}</code>
          </>
        ) : null}
      </p>
    </Notice>
  );
}
