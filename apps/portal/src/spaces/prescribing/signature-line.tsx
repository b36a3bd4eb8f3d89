import { useTranslation } from 'react-i18next';
import type { IssueType, VerificationView } from '../../api/prescription-types.ts';
import { Icon } from '../../components/icon.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

/** hcRole of a certificate, as it is written there. @spec prescriptions.md §8 */
const ROLES: ReadonlyMap<string, 'doctor' | 'dentist' | 'pharmacist'> = new Map([
  ['Medical Doctor', 'doctor'],
  ['Dentist', 'dentist'],
  ['Pharmacist', 'pharmacist'],
]);

/** Who signed and whether it holds, in one line; else the exact reasons. */
export function SignatureLine({
  signature,
  issueType,
}: {
  signature: VerificationView | null;
  issueType: IssueType;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (signature === null || signature.status === 'unsigned')
    return <p className="text-sm">{t(`rx.signature.none.${issueType}`)}</p>;
  const { signer, signedAt, status } = signature;
  const role = ROLES.get(signer?.role ?? '');
  const who = [signer?.name, role === undefined ? null : t(`rx.signature.role.${role}`)]
    .filter(Boolean)
    .join(' ');
  const at = signedAt === null ? '' : formatInstant(signedAt, language);
  return (
    <div className={`flex items-start gap-1.5 text-sm ${status === 'valid' ? 'text-good' : 'text-danger'}`}>
      <span className="mt-0.5">
        <Icon name={status === 'valid' ? 'done' : 'warning'} size={16} />
      </span>
      <div>
        <p className="font-bold">{t(`rx.signature.${status}`, { who, at })}</p>
        <ul>
          {signature.reasons.map(({ key, message }) => (
            <li key={key}>{message[language]}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
