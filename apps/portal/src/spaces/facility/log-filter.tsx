import { useTranslation } from 'react-i18next';
import type { ViewLogFilter } from '../../api/access-types.ts';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { DateField } from '../../components/date-field.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { useOrganisation } from '../organisation/use-organisation.ts';

const CLEARED = { from: undefined, to: undefined, account: undefined, emergency: undefined };

/** Filters of the log; they live in the address, so that a view can be sent to a colleague. */
export function LogFilter({
  filter,
  onChange,
}: {
  filter: ViewLogFilter;
  onChange: (part: ViewLogFilter) => void;
}) {
  const { t } = useTranslation();
  const organisation = useOrganisation();
  const members = organisation.data?.members ?? [];
  const account = filter.account ?? '';
  const options = members.map((member) => ({
    value: member.account,
    label: `${member.displayName} (${member.account})`,
  }));
  if (account !== '' && !members.some((member) => member.account === account))
    options.unshift({ value: account, label: account });
  return (
    <section
      aria-label={t('viewLog.filter')}
      className="panel grid items-end gap-3 p-3 sm:grid-cols-2 lg:grid-cols-[11rem_11rem_minmax(0,1fr)_auto_auto] print:hidden"
    >
      <DateField
        label={t('viewLog.from')}
        value={filter.from ?? ''}
        onChange={(from) => onChange({ from: from || undefined })}
      />
      <DateField
        label={t('viewLog.to')}
        value={filter.to ?? ''}
        onChange={(to) => onChange({ to: to || undefined })}
      />
      <SelectField
        label={t('viewLog.who')}
        value={account}
        options={[{ value: '', label: t('common.all') }, ...options]}
        onChange={(value) => onChange({ account: value || undefined })}
      />
      <CheckBox
        checked={filter.emergency === 'true'}
        onChange={(on) => onChange({ emergency: on ? 'true' : undefined })}
      >
        {t('viewLog.emergency')}
      </CheckBox>
      <Button look="quiet" onPress={() => onChange(CLEARED)}>
        {t('viewLog.clear')}
      </Button>
    </section>
  );
}
