import { useTranslation } from 'react-i18next';
import type { OrganisationKind } from '../../api/types.ts';
import { CheckBox } from '../../components/check-box.tsx';
import ROLES_BY_KIND from './roles-by-kind.json';

/** The roles that an organisation of this kind may give. The server refuses others. */
export function RoleChoice({
  kind,
  roles,
  onChange,
  error,
}: {
  kind: OrganisationKind;
  roles: readonly string[];
  onChange: (roles: readonly string[]) => void;
  error: string | null;
}) {
  const { t } = useTranslation();
  return (
    <fieldset>
      <legend className="mb-1 font-bold">{t('member.roles')}</legend>
      <p className="text-sm text-soft">{t('member.rolesHelp')}</p>
      <div className="grid gap-x-4 sm:grid-cols-2">
        {ROLES_BY_KIND[kind].map((role) => (
          <CheckBox
            key={role}
            checked={roles.includes(role)}
            onChange={(on) => onChange(on ? [...roles, role] : roles.filter((one) => one !== role))}
          >
            {t(`role.${role}`)}
          </CheckBox>
        ))}
      </div>
      {error === null ? null : <p className="mt-1 text-sm font-bold text-danger">{error}</p>}
    </fieldset>
  );
}
