import { useTranslation } from 'react-i18next';
import ja from '../../i18n/ja.json';

/** The key itself where the message files have words for it, `other` for what a newer server might say. */
const known = (table: object, key: string): string => (key in table ? key : 'other');

/** Words for the codes of the access log. */
export function useAccessWords() {
  const { t } = useTranslation();
  const list = (parts: readonly string[]) => parts.join(t('visits.comma'));
  return {
    /** Several roles come joined by commas. */
    roles: (roles: string) =>
      list(roles.split(',').map((role) => (role in ja.role ? t(`role.${role}`) : t('access.role.other')))),
    categories: (categories: readonly string[]) =>
      list(categories.map((one) => (one in ja.category ? t(`category.${one}`) : one))),
    act: ({ event, purpose }: { readonly event: string; readonly purpose: string | null }) =>
      event === 'disclosure'
        ? t(`access.purpose.${known(ja.access.purpose, purpose ?? '')}`)
        : t(`access.event.${known(ja.access.event, event)}`),
    purpose: (purpose: string | null) => t(`access.purpose.${known(ja.access.purpose, purpose ?? '')}`),
    /** For professionals. */
    ground: (ground: string) => t(`access.ground.${known(ja.access.ground, ground)}`),
    /** For patients: why it was allowed. */
    groundPlain: (ground: string) => t(`access.groundPlain.${known(ja.access.groundPlain, ground)}`),
    refusal: (code: string) => t(`access.refusal.${known(ja.access.refusal, code)}`),
  };
}
