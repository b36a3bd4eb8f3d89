import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { demoCard } from '../../api/identity.ts';
import type { Session } from '../../api/types.ts';
import { useSessionAnswer } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { OpenCard } from '../../lib/card/open-card.ts';
import { readCard } from '../../lib/read-card.ts';
import { signInWithCard } from './card-calls.ts';
import { CardRegistration } from './card-registration.tsx';
import { DemoCards } from './demo-cards.tsx';

/** The PIN of every card of the demo; they belong to nobody. */
const DEMO_PIN = '1234';

/** A patient's way in: the card, and for the first time the registration. @spec eligibility.md §3.1 */
export function CardSignIn({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const { t } = useTranslation();
  const cards = useSessionAnswer().data?.demo?.cards ?? [];
  const refusal = useRef<HTMLDivElement>(null);
  const [unregistered, setUnregistered] = useState<OpenCard | null>(null);
  const signIn = useMutation({
    mutationFn: async ({ bytes, pin }: { bytes: () => Promise<ArrayBuffer>; pin: string }) => {
      const card = await readCard(await bytes(), pin);
      const answer = await signInWithCard(card);
      if (answer === null) setUnregistered(card);
      return answer;
    },
    onSuccess: (answer) => {
      if (answer !== null) onSignedIn(answer.session);
    },
  });
  // The list of cards is long: a refusal must not appear out of sight above it.
  useEffect(() => {
    if (signIn.isError) refusal.current?.scrollIntoView({ block: 'center' });
  }, [signIn.isError]);
  if (unregistered !== null)
    return (
      <CardRegistration
        card={unregistered}
        onRegistered={onSignedIn}
        onOtherCard={() => setUnregistered(null)}
      />
    );
  return (
    <div className="space-y-4">
      <Notice tone="info" title={t('myCard.standIn')}>
        {t('myCard.standInNote')}
      </Notice>
      <CardForm
        working={signIn.isPending}
        onCard={(file, pin) => signIn.mutate({ bytes: () => file.arrayBuffer(), pin })}
      />
      <div ref={refusal}>{signIn.isError ? <Problem error={signIn.error} /> : null}</div>
      {cards.length === 0 ? null : (
        <DemoCards
          cards={cards}
          working={signIn.isPending}
          onChoose={(key) => signIn.mutate({ bytes: () => demoCard(key), pin: DEMO_PIN })}
        />
      )}
    </div>
  );
}

function CardForm({ working, onCard }: { working: boolean; onCard: (file: File, pin: string) => void }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [pin, setPin] = useState('');
  const [checked, setChecked] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (file !== null && pin !== '' && !working) onCard(file, pin);
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <div>
        <p className="mb-1 font-bold">{t('myCard.file')}</p>
        <div className="flex flex-wrap items-center gap-3">
          <FileTrigger
            acceptedFileTypes={['.p12', '.pfx', 'application/x-pkcs12']}
            onSelect={(files) => setFile(files?.[0] ?? null)}
          >
            <Button>{t('myCard.choose')}</Button>
          </FileTrigger>
          <span role="status">{file === null ? t('myCard.noFile') : file.name}</span>
        </div>
        {checked && file === null ? (
          <p className="mt-1 text-sm font-bold text-danger">{t('myCard.needFile')}</p>
        ) : null}
      </div>
      <TextField
        label={t('myCard.pin')}
        help={t('myCard.pinHelp')}
        type="password"
        inputMode="numeric"
        value={pin}
        onChange={(text) => setPin(text.normalize('NFKC').replace(/\D/g, '').slice(0, 4))}
        required
        error={checked && pin === '' ? t('myCard.needPin') : null}
        extra="max-w-60"
      />
      <Button look="primary" type="submit" extra="w-full" isDisabled={working}>
        {working ? t('myCard.working') : t('myCard.submit')}
      </Button>
    </form>
  );
}
