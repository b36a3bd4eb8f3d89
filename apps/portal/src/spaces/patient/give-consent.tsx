import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import { HOME_BASES, type HomeBasis, type NewConsent, type OwnConsents } from '../../api/access-types.ts';
import { CATEGORIES, type Category } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { Choice } from '../../components/choice.tsx';
import { DateField } from '../../components/date-field.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { dayOfInstant, fromDay, isDate } from '../../lib/dates.ts';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { InstitutionField } from './institution-field.tsx';
import { useHome } from './use-home.ts';

const YEAR_DAYS = 365;
/** The server's own limit; it has the last word. */
const MOST_DAYS = 1095;

const dayFromNow = (days: number) => fromDay(dayOfInstant(new Date().toISOString()) + days);

/** Lets an institution see, without a visit: one consent for long, always with an end. @spec phr.md §3 */
export function GiveConsent({ onGiven }: { onGiven: (answer: OwnConsents) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const home = useHome();
  const [facilityCode, setFacilityCode] = useState('');
  const [categories, setCategories] = useState<readonly Category[]>(['medication']);
  const [basis, setBasis] = useState<HomeBasis>('persistent');
  const [until, setUntil] = useState(dayFromNow(YEAR_DAYS));
  const [tried, setTried] = useState(false);
  const give = useMutation({
    mutationFn: (consent: NewConsent) => own.giveConsent(home.path, consent),
    onSuccess: (answer) => {
      setTried(false);
      onGiven(answer);
    },
  });
  const faults = {
    institution: facilityCode.length === 10 ? null : t('sharing.needInstitution'),
    categories: categories.length > 0 ? null : t('sharing.needCategory'),
    until: basis !== 'persistent' || isDate(until) ? null : t('sharing.needUntil'),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(faults).some((fault) => fault !== null)) return;
    give.mutate({ facilityCode, categories, basis, ...(basis === 'persistent' ? { until } : {}) });
  };
  const toggle = (category: Category, on: boolean) =>
    setCategories(on ? [...categories, category] : categories.filter((one) => one !== category));
  return (
    <Section title={t('sharing.giveTitle')}>
      <form onSubmit={submit} noValidate className="max-w-2xl space-y-4">
        <p>{t('sharing.giveLead')}</p>
        <InstitutionField
          value={facilityCode}
          onChange={(code) => {
            setFacilityCode(code);
            give.reset();
          }}
          error={tried ? faults.institution : null}
        />
        <fieldset>
          <legend className="font-bold">{t('sharing.what')}</legend>
          {CATEGORIES.map((category) => (
            <CheckBox
              key={category}
              checked={categories.includes(category)}
              onChange={(on) => toggle(category, on)}
            >
              {t(`category.${category}`)}
              <span className="block text-sm text-soft">{t(`reader.means.${category}`)}</span>
            </CheckBox>
          ))}
          <p className="text-sm font-bold text-danger">{tried ? faults.categories : null}</p>
        </fieldset>
        <Choice
          label={t('sharing.how')}
          stacked
          value={basis}
          onChange={setBasis}
          options={HOME_BASES.map((value) => ({ value, label: t(`sharing.basis.${value}`) }))}
        />
        {basis === 'persistent' ? (
          <DateField
            label={t('sharing.lastDay')}
            help={t('sharing.lastDayHelp', { date: formatDate(dayFromNow(MOST_DAYS), language) })}
            value={until}
            min={dayFromNow(0)}
            max={dayFromNow(MOST_DAYS)}
            onChange={setUntil}
            error={tried ? faults.until : null}
          />
        ) : (
          <p className="text-sm">{t('sharing.noEnd')}</p>
        )}
        <Button type="submit" look="primary" isDisabled={give.isPending}>
          {t('sharing.give')}
        </Button>
        {give.isError ? <Problem error={give.error} /> : null}
        {give.isSuccess ? (
          <Notice tone="good" title={t('sharing.done')} live>
            {t('sharing.doneNote')}
          </Notice>
        ) : null}
      </form>
    </Section>
  );
}
