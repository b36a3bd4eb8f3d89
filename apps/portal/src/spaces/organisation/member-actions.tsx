import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { Member } from '../../api/identity-types.ts';
import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import type { MemberState } from './member-state.ts';
import { refreshOrganisation } from './use-organisation.ts';

type Act = 'unlock' | 'reset' | 'disable' | 'enable';

const CALLS: Record<Act, (account: string) => Promise<unknown>> = {
  unlock: identity.unlock,
  reset: identity.resetFactors,
  disable: (account) => identity.changeMember(account, { disabled: true }),
  enable: (account) => identity.changeMember(account, { disabled: false }),
};

/** What helps a member who cannot get in, and what shuts out one who must not. */
export function MemberActions({ member, state, own }: { member: Member; state: MemberState; own: boolean }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Act | null>(null);
  const act = useMutation({
    mutationFn: (which: Act) => CALLS[which](member.account),
    onSuccess: refreshOrganisation,
  });
  const go = (which: Act) => {
    setAsking(null);
    act.mutate(which);
  };
  const acts: readonly Act[] = [
    ...(state === 'locked' ? (['unlock'] as const) : []),
    ...(member.factors && !own ? (['reset'] as const) : []),
    ...(own ? [] : [member.disabled ? ('enable' as const) : ('disable' as const)]),
  ];
  return (
    <Section title={t('member.help')}>
      {own ? <p className="text-sm text-soft">{t('member.own')}</p> : null}
      <ul className="divide-y divide-line">
        {acts.map((which) => (
          <li key={which} className="space-y-2 py-3">
            <p>{t(`member.act.${which}.note`)}</p>
            <Button
              look={which === 'disable' || which === 'reset' ? 'danger' : 'secondary'}
              isDisabled={act.isPending}
              onPress={() => (which === 'disable' || which === 'reset' ? setAsking(which) : go(which))}
            >
              {t(`member.act.${which}.press`)}
            </Button>
          </li>
        ))}
      </ul>
      {act.isError ? <Problem error={act.error} /> : null}
      {act.isSuccess ? <Notice tone="good" title={t(`member.act.${act.variables}.done`)} live /> : null}
      {asking === null ? null : (
        <Modal
          title={t('member.ask', { name: member.displayName, act: t(`member.act.${asking}.press`) })}
          onClose={() => setAsking(null)}
        >
          <p>{t(`member.act.${asking}.note`)}</p>
          <div className="flex flex-wrap gap-2">
            <Button look="danger" onPress={() => go(asking)}>
              {t(`member.act.${asking}.press`)}
            </Button>
            <Button look="quiet" onPress={() => setAsking(null)}>
              {t('common.cancel')}
            </Button>
          </div>
        </Modal>
      )}
    </Section>
  );
}
