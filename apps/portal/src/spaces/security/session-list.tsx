import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { OwnSession } from '../../api/identity-types.ts';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

/** Where the account is signed in now; what one does not recognise is ended here. */
export function SessionList({
  sessions,
  staff,
  onChanged,
}: {
  sessions: readonly OwnSession[];
  staff: boolean;
  onChanged: () => unknown;
}) {
  const { t } = useTranslation();
  const end = useMutation({ mutationFn: identity.endSession, onSuccess: onChanged });
  const endOthers = useMutation({ mutationFn: identity.endOtherSessions, onSuccess: onChanged });
  const working = end.isPending || endOthers.isPending;
  const error = end.error ?? endOthers.error;
  return (
    <Section title={t('security.sessions')}>
      <p className="mb-2 text-sm text-soft">
        {staff ? t('security.sessionsNote') : t('security.sessionsNotePatient')}
      </p>
      <ul className="divide-y divide-line">
        {sessions.map((one) => (
          <SessionRow
            key={one.sessionId}
            session={one}
            working={working}
            onEnd={() => end.mutate(one.sessionId)}
          />
        ))}
      </ul>
      {sessions.length > 1 ? (
        <Button extra="mt-3" isDisabled={working} onPress={() => endOthers.mutate()}>
          {t('security.endOthers')}
        </Button>
      ) : null}
      {error === null ? null : (
        <div className="mt-3">
          <Problem error={error} />
        </div>
      )}
    </Section>
  );
}

function SessionRow({
  session,
  working,
  onEnd,
}: {
  session: OwnSession;
  working: boolean;
  onEnd: () => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const device = session.device ?? t('security.deviceUnknown');
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-3">
      <div className="min-w-0 text-sm">
        <p className="text-base font-bold">
          {device}
          {session.current ? <span className="ml-2 text-good">{t('security.thisOne')}</span> : null}
        </p>
        <p className="text-soft">
          {t('security.signedInAt', { at: formatInstant(session.createdAt, language) })}
        </p>
        <p className="text-soft">
          {t('security.seenAt', { at: formatInstant(session.lastSeenAt, language) })}
        </p>
        <p className="text-soft">
          {t('security.address', { address: session.address ?? t('security.addressUnknown') })}
        </p>
      </div>
      {session.current ? null : (
        <Button look="danger" isDisabled={working} onPress={onEnd}>
          {t('security.end')}
          <span className="sr-only">{t('common.paren', { text: device })}</span>
        </Button>
      )}
    </li>
  );
}
