import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../api/identity-types.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { QrCode } from '../../components/qr-code.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

/** What is handed to an invited person: shown this once, as a link, a picture and a code for typing. */
export function InvitationSlip({ invitation, name }: { invitation: Invitation; name: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const link = `${window.location.origin}/invitation?code=${encodeURIComponent(invitation.code)}`;
  return (
    <section aria-label={t('invite.slip')} className="panel space-y-4 p-4">
      <Notice tone="good" title={t('invite.made', { name })} live>
        {t('invite.once')}
      </Notice>
      <div className="grid items-start gap-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
        <QrCode text={link} label={t('invite.qr')} />
        <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-2">
          <dt className="text-soft">{t('invite.for')}</dt>
          <dd className="font-bold">{name}</dd>
          <dt className="text-soft">{t('member.account')}</dt>
          <dd>{invitation.account}</dd>
          <dt className="text-soft">{t('invite.code')}</dt>
          <dd>
            <code className="text-lg">{invitation.code}</code>
          </dd>
          <dt className="text-soft">{t('invite.link')}</dt>
          <dd className="text-sm">{link}</dd>
          <dt className="text-soft">{t('invite.until')}</dt>
          <dd>{formatInstant(invitation.expiresAt, language)}</dd>
        </dl>
      </div>
      <p className="text-sm">{t('invite.handOver')}</p>
      <div className="flex flex-wrap gap-2 print:hidden">
        <CopyButton text={link} label={t('invite.copy')} />
        <Button onPress={() => window.print()}>
          <Icon name="print" />
          {t('common.print')}
        </Button>
      </div>
    </section>
  );
}
