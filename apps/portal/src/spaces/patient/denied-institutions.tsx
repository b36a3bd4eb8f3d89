import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import type { DeniedInstitution, Restrictions } from '../../api/access-types.ts';
import { CATEGORIES } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { InstitutionField } from './institution-field.tsx';

/** Institutions that may not look, wholly or in one category; a denial beats every consent. @spec phr.md §3 A5 */
export function DeniedInstitutions({
  denied,
  onChanged,
}: {
  denied: readonly DeniedInstitution[];
  onChanged: (answer: Restrictions) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const allow = useMutation({
    mutationFn: ({ facilityCode, category }: DeniedInstitution) => own.allow(facilityCode, category),
    onSuccess: onChanged,
  });
  const what = ({ category }: DeniedInstitution) =>
    category === null ? t('sharing.everything') : t(`category.${category}`);
  return (
    <Section title={t('limits.denied')}>
      <p className="mb-2">{t('limits.deniedNote')}</p>
      {denied.length === 0 ? <p className="font-bold">{t('limits.deniedNone')}</p> : null}
      <ul className="mb-3 divide-y divide-line">
        {denied.map((one) => (
          <li
            key={`${one.facilityCode}${one.category}`}
            className="flex flex-wrap items-center justify-between gap-2 py-2"
          >
            <span>
              <span className="font-bold">{one.facilityName}</span> {what(one)}
              <span className="block text-sm text-soft">
                {t('limits.since', { at: formatInstant(one.since, language) })}
              </span>
            </span>
            <Button isDisabled={allow.isPending} onPress={() => allow.mutate(one)}>
              {t('limits.allow')}
              <span className="sr-only">
                {t('common.paren', { text: `${one.facilityName} ${what(one)}` })}
              </span>
            </Button>
          </li>
        ))}
      </ul>
      {allow.isError ? <Problem error={allow.error} /> : null}
      <DenyForm onChanged={onChanged} />
    </Section>
  );
}

function DenyForm({ onChanged }: { onChanged: (answer: Restrictions) => void }) {
  const { t } = useTranslation();
  const [facilityCode, setFacilityCode] = useState('');
  const [chosen, setChosen] = useState('');
  const [tried, setTried] = useState(false);
  const category = CATEGORIES.find((one) => one === chosen) ?? null;
  const deny = useMutation({
    mutationFn: () => own.deny(facilityCode, category),
    onSuccess: (answer) => {
      setFacilityCode('');
      setTried(false);
      onChanged(answer);
    },
  });
  const fault = facilityCode.length === 10 ? null : t('sharing.needInstitution');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault === null) deny.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="max-w-2xl space-y-3 border-t border-line pt-3">
      <InstitutionField value={facilityCode} onChange={setFacilityCode} error={tried ? fault : null} />
      <SelectField
        label={t('limits.deniedWhat')}
        value={chosen}
        onChange={setChosen}
        options={[
          { value: '', label: t('sharing.everything') },
          ...CATEGORIES.map((value) => ({ value, label: t(`category.${value}`) })),
        ]}
      />
      <Button type="submit" isDisabled={deny.isPending}>
        {t('limits.deny')}
      </Button>
      {deny.isError ? <Problem error={deny.error} /> : null}
    </form>
  );
}
