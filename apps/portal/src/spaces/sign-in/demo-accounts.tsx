import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { DemoAccount } from '../../api/types.ts';

/** The demo's accounts; choosing one fills the form, signing in stays the person's own act. */
export function DemoAccounts({
  accounts,
  chosen,
  onChoose,
}: {
  accounts: readonly DemoAccount[];
  chosen: DemoAccount | null;
  onChoose: (account: DemoAccount) => void;
}) {
  const { t } = useTranslation();
  return (
    <section className="rounded-8 border-2 border-dashed border-warn bg-panel p-4">
      <h2 className="text-lg">{t('signIn.demo')}</h2>
      <p className="mb-3 text-sm text-soft">{t('signIn.demoNote')}</p>
      <ul className="grid gap-2 sm:grid-cols-2">
        {accounts.map((account) => (
          <li key={account.account}>
            <AriaButton
              onPress={() => onChoose(account)}
              className={`h-full w-full rounded-8 border bg-panel p-3 text-start hover:bg-tint ${
                chosen?.account === account.account ? 'border-2 border-accent' : 'border-edge'
              }`}
            >
              <span className="flex flex-wrap gap-x-3">
                <span lang="ja" className="font-bold">
                  {account.displayName}
                </span>
                <span>{t(`role.${account.role}`)}</span>
              </span>
              {account.organisationName === null ? null : (
                <span lang="ja" className="block text-sm">
                  {account.organisationName}
                </span>
              )}
              {/* The server describes the demo's people in Japanese only; it is marked as Japanese in both languages. */}
              {account.hint === '' ? null : (
                <span lang="ja" className="block text-sm text-soft">
                  {account.hint}
                </span>
              )}
            </AriaButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
