import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { TextField } from './text-field.tsx';

export interface NewPasswordInput {
  readonly next: string;
  readonly again: string;
}

export const EMPTY_PASSWORD: NewPasswordInput = { next: '', again: '' };

/** The message key of what is wrong before the server is asked, or null. */
export function passwordFault({ next, again }: NewPasswordInput): 'password.need' | 'password.differ' | null {
  if (next === '') return 'password.need';
  return next === again ? null : 'password.differ';
}

/** Reasons of PASSWORD_TOO_WEAK that have words. */
export const WEAK_REASONS: readonly string[] = [
  'too-short',
  'classes-missing',
  'too-simple',
  'common',
  'like-account',
  'like-name',
  'like-organisation',
  'like-date',
  'reused',
];

/** A new password, typed twice; `refusal` is the server's answer, whose reason is told at the field. */
export function NewPassword({
  value,
  onChange,
  checked,
  refusal,
}: {
  value: NewPasswordInput;
  onChange: (value: NewPasswordInput) => void;
  checked: boolean;
  refusal: unknown;
}) {
  const { t } = useTranslation();
  const fault = checked ? passwordFault(value) : null;
  const weak = refusal instanceof ApiError && refusal.code === 'PASSWORD_TOO_WEAK' ? refusal.fields : null;
  const reason = weak?.reason ?? '';
  const inWords =
    weak === null
      ? null
      : t(`password.weak.${WEAK_REASONS.includes(reason) ? reason : 'other'}`, {
          n: weak.minLength ?? '',
        });
  return (
    <div className="space-y-4">
      <TextField
        label={t('password.next')}
        help={t('password.help')}
        type="password"
        autoComplete="new-password"
        value={value.next}
        onChange={(next) => onChange({ ...value, next })}
        required
        error={fault === 'password.need' ? t('password.need') : inWords}
      />
      <TextField
        label={t('password.again')}
        type="password"
        autoComplete="new-password"
        value={value.again}
        onChange={(again) => onChange({ ...value, again })}
        required
        error={fault === 'password.differ' ? t('password.differ') : null}
      />
    </div>
  );
}
