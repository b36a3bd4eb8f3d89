import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { Security } from '../../api/identity-types.ts';
import { keepSession } from '../../app/query-client.ts';
import { useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Modal } from '../../components/modal.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { formatInstant } from '../../lib/format.ts';
import { knowsPasskeys } from '../../lib/passkey.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { PasskeyEnrolment } from './passkey-enrolment.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { TotpEnrolment } from './totp-enrolment.tsx';

/** A factor that is about to be removed: `totp`, or the id and name of a passkey. */
type Removal = { readonly id: string | null; readonly name: string };

/** The authenticator and the passkeys of one's account; the last of them cannot be removed by staff. */
export function FactorList({
  security,
  staff,
  onChanged,
}: {
  security: Security;
  staff: boolean;
  onChanged: () => unknown;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { account } = useSession();
  const [adding, setAdding] = useState<'totp' | 'passkey' | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [removal, setRemoval] = useState<Removal | null>(null);
  const remove = useMutation({
    mutationFn: ({ id }: Removal) => (id === null ? identity.removeTotp() : identity.removePasskey(id)),
    onSettled: () => setRemoval(null),
    onSuccess: onChanged,
  });
  const added = (answer: Parameters<Parameters<typeof PasskeyEnrolment>[0]['onEnrolled']>[0]) => {
    keepSession(answer.session);
    setAdding(null);
    setCodes(answer.recoveryCodes);
    onChanged();
  };
  // Patients keep their card beside whatever they remove here.
  const last = staff && security.passkeys.length + (security.totp ? 1 : 0) === 1;
  const date = (at: string | null) => (at === null ? t('security.never') : formatInstant(at, language));
  return (
    <Section title={t('security.factors')}>
      <ul className="divide-y divide-line">
        {staff ? (
          <Factor
            name={t('enrol.totp')}
            note={security.totp ? t('security.totpOn') : t('security.totpOff')}
            on={security.totp}
          >
            {security.totp ? (
              <div className="flex flex-wrap">
                <Button look="quiet" onPress={() => setAdding('totp')}>
                  {t('enrol.again')}
                </Button>
                {last ? null : (
                  <RemoveButton
                    name={t('enrol.totp')}
                    onPress={() => setRemoval({ id: null, name: t('enrol.totp') })}
                  />
                )}
              </div>
            ) : (
              <Button onPress={() => setAdding('totp')}>{t('enrol.totpChoose')}</Button>
            )}
          </Factor>
        ) : null}
        {security.passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
          <Factor
            key={id}
            name={t('security.passkey', { name })}
            note={t('security.passkeyDates', { made: date(createdAt), used: date(lastUsedAt) })}
            on
          >
            {last ? null : <RemoveButton name={name} onPress={() => setRemoval({ id, name })} />}
          </Factor>
        ))}
      </ul>
      {last ? <p className="text-sm text-soft">{t('security.lastFactor')}</p> : null}
      {security.passkeys.length === 0 ? (
        <p className="mt-2 text-sm text-soft">{t('security.noPasskeys')}</p>
      ) : null}
      <div className="mt-3">
        {knowsPasskeys() ? (
          <Button onPress={() => setAdding('passkey')}>
            <Icon name="plus" />
            {t('enrol.passkeyChoose')}
          </Button>
        ) : (
          <Notice tone="info" title={t('factor.passkeyInsecure')} />
        )}
      </div>
      {remove.isError ? (
        <div className="mt-3">
          <Problem error={remove.error} />
        </div>
      ) : null}
      {adding === null ? null : (
        <Modal
          title={adding === 'totp' ? t('enrol.totp') : t('enrol.passkey')}
          onClose={() => setAdding(null)}
        >
          {adding === 'totp' ? <TotpEnrolment onEnrolled={added} /> : <PasskeyEnrolment onEnrolled={added} />}
          <Button look="quiet" onPress={() => setAdding(null)}>
            {t('common.cancel')}
          </Button>
        </Modal>
      )}
      {codes === null ? null : (
        <Modal title={t('recovery.title')} onClose={() => {}}>
          <RecoveryCodes codes={codes} account={account} onKept={() => setCodes(null)} />
        </Modal>
      )}
      {removal === null ? null : (
        <Modal title={t('security.removeTitle', { name: removal.name })} onClose={() => setRemoval(null)}>
          <p>{t('security.removeNote')}</p>
          <div className="flex flex-wrap gap-2">
            <Button look="danger" isDisabled={remove.isPending} onPress={() => remove.mutate(removal)}>
              {t('security.removeYes')}
            </Button>
            <Button look="quiet" onPress={() => setRemoval(null)}>
              {t('common.cancel')}
            </Button>
          </div>
        </Modal>
      )}
    </Section>
  );
}

function Factor({
  name,
  note,
  on,
  children,
}: {
  name: string;
  note: string;
  on: boolean;
  children: ReactNode;
}) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-3 first:pt-0">
      <div className="min-w-0">
        <p className="flex items-center gap-2 font-bold">
          <span className={on ? 'text-good' : 'text-warn'}>
            <Icon name={on ? 'done' : 'warning'} />
          </span>
          {name}
        </p>
        <p className="pl-7 text-sm text-soft">{note}</p>
      </div>
      {children}
    </li>
  );
}

function RemoveButton({ name, onPress }: { name: string; onPress: () => void }) {
  const { t } = useTranslation();
  return (
    <Button look="quiet" onPress={onPress}>
      {t('security.remove')}
      <span className="sr-only">{t('common.paren', { text: name })}</span>
    </Button>
  );
}
