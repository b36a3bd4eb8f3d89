import { useTranslation } from 'react-i18next';
import type { VerificationView } from '../../api/prescription-types.ts';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { formatDate, formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

const ROLES: Readonly<Record<string, string>> = {
  'Medical Doctor': 'doctor',
  Dentist: 'dentist',
  Pharmacist: 'pharmacist',
};

/** Who signed and that it holds, in one line; or exactly why it does not. @spec prescriptions.md §8 */
export function VerificationLine({ signature }: { signature: VerificationView | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (signature === null || signature.status === 'unsigned')
    return (
      <p className="flex items-start gap-2 text-sm">
        <Icon name="info" />
        {t('pharmacy.signature.unsigned')}
      </p>
    );
  const { signer, signedAt } = signature;
  const who =
    signer === null
      ? t('pharmacy.signature.unknown')
      : t('pharmacy.signature.by', {
          name: signer.name,
          role: t(`pharmacy.signature.role.${ROLES[signer.role ?? ''] ?? 'other'}`),
        });
  const when = signedAt === null ? '' : t('pharmacy.signature.at', { at: formatInstant(signedAt, language) });
  if (signature.status === 'valid')
    return (
      <p className="flex items-start gap-2 text-sm">
        <span className="text-good">
          <Icon name="done" />
        </span>
        <span>
          <span className="font-bold text-good">{t('pharmacy.signature.valid')}</span> {who} {when}
          {signer === null
            ? ''
            : ` ${t('pharmacy.signature.until', { date: formatDate(signer.expiresAt.slice(0, 10), language) })}`}
        </span>
      </p>
    );
  return (
    <Notice tone="danger" title={t('pharmacy.signature.invalid')} live>
      <ul className="list-disc pl-5">
        {signature.reasons.map(({ key, message }) => (
          <li key={key}>
            {language === 'ja' ? message.ja : message.en} <code>{key}</code>
          </li>
        ))}
      </ul>
      <p>
        {who} {when}
      </p>
      <p className="font-bold">{t('pharmacy.signature.invalidTodo')}</p>
    </Notice>
  );
}
