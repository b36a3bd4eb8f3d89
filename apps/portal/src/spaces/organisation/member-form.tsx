import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { identity } from '../../api/identity.ts';
import type { Member, OrganisationRow } from '../../api/identity-types.ts';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { RoleChoice } from './role-choice.tsx';
import { refreshOrganisation } from './use-organisation.ts';

/** Name, roles and the designation for the emergency view. @spec eligibility.md §11.1 */
export function MemberForm({ member, organisation }: { member: Member; organisation: OrganisationRow }) {
  const { t } = useTranslation();
  const [displayName, setDisplayName] = useState(member.displayName);
  const [roles, setRoles] = useState<readonly string[]>(member.roles);
  const [emergency, setEmergency] = useState(member.emergencyDesignated);
  const change = useMutation({
    mutationFn: () =>
      identity.changeMember(member.account, {
        displayName: displayName.trim(),
        roles,
        emergencyDesignated: emergency,
      }),
    onSuccess: refreshOrganisation,
  });
  const complete = displayName.trim() !== '' && roles.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete && !change.isPending) change.mutate();
  };
  return (
    <Section title={t('member.edit')}>
      <form onSubmit={submit} noValidate className="space-y-4">
        <TextField
          label={t('member.name')}
          value={displayName}
          onChange={setDisplayName}
          required
          error={displayName.trim() === '' ? t('invite.needName') : null}
        />
        <RoleChoice
          kind={organisation.kind}
          roles={roles}
          onChange={setRoles}
          error={roles.length === 0 ? t('member.needRole') : null}
        />
        <div>
          <CheckBox
            checked={emergency}
            onChange={setEmergency}
            disabled={!organisation.emergencyDesignated && !emergency}
          >
            {t('member.designate')}
          </CheckBox>
          <p className="pl-9 text-sm text-soft">
            {organisation.emergencyDesignated ? t('member.designateNote') : t('member.notDesignated')}
          </p>
        </div>
        {change.isError ? <Problem error={change.error} /> : null}
        {change.isSuccess ? <Notice tone="good" title={t('member.saved')} live /> : null}
        <Button look="primary" type="submit" isDisabled={change.isPending}>
          {change.isPending ? t('member.saving') : t('member.save')}
        </Button>
      </form>
    </Section>
  );
}
