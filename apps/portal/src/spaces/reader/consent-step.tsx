import { useState } from 'react';
import { Checkbox, Label, Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { ConsentCategory, Identified, PrescriptionForm } from '../../api/eligibility-types.ts';
import { Icon } from '../../components/icon.tsx';
import { KioskButton, Screen } from './kiosk.tsx';
import { type Choice, grouped } from './model.ts';

const FORMS = ['electronic', 'paper'] as const;

function PrescriptionChoice({
  value,
  onChange,
}: {
  value: PrescriptionForm;
  onChange: (value: PrescriptionForm) => void;
}) {
  const { t } = useTranslation();
  return (
    <RadioGroup
      value={value}
      onChange={(next) => onChange(FORMS.find((one) => one === next) ?? 'electronic')}
    >
      <Label className="mb-2 block text-xl font-bold">{t('reader.consent.prescription')}</Label>
      <div className="grid gap-3 sm:grid-cols-2">
        {FORMS.map((one) => (
          <Radio
            key={one}
            value={one}
            className="choice flex min-h-16 items-center gap-3 rounded-8 border-2 border-edge bg-panel px-4 py-2 text-xl"
          >
            {t(`reader.consent.form.${one}`)}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

function AskedList({ categories }: { categories: readonly ConsentCategory[] }) {
  const { t } = useTranslation();
  return (
    <ul className="grid gap-x-8 gap-y-2 md:grid-cols-2">
      {categories.map((category) => (
        <li key={category} className="border-l-4 border-accent pl-3">
          <span className="block text-xl font-bold">{t(`category.${category}`)}</span>
          <span className="block text-base leading-snug">{t(`reader.means.${category}`)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Third step: one tap for everything, one by one, or not at all. The visit goes on in every case. */
export function ConsentStep({
  who,
  withPrescription,
  onChoose,
  onFinish,
}: {
  who: Identified;
  withPrescription: boolean;
  onChoose: () => void;
  onFinish: (choice: Choice) => void;
}) {
  const { t } = useTranslation();
  const [form, setForm] = useState<PrescriptionForm>('electronic');
  const prescription = withPrescription ? form : null;
  const name = who.answer.person?.name ?? null;
  const asked = who.asks.length > 0;
  return (
    <Screen
      title={asked ? t('reader.consent.title') : t('reader.consent.nothing')}
      lead={
        <>
          {name === null ? null : <p className="font-bold">{t('reader.consent.who', { name })}</p>}
          <p>{asked ? t('reader.consent.lead') : t('reader.consent.nothingLead')}</p>
        </>
      }
    >
      {asked ? <AskedList categories={who.asks} /> : null}
      {who.already.length > 0 ? (
        <p className="text-lg">
          {t('reader.consent.already', {
            names: who.already.map((category) => t(`category.${category}`)).join(t('visits.comma')),
          })}
        </p>
      ) : null}
      {withPrescription ? <PrescriptionChoice value={form} onChange={setForm} /> : null}
      <div className="space-y-4">
        <KioskButton
          look="primary"
          icon="done"
          onPress={() => onFinish({ consents: who.asks, prescription })}
        >
          {asked ? t('reader.consent.all') : t('reader.consent.receive')}
        </KioskButton>
        {asked ? (
          <div className="grid gap-4 md:grid-cols-2">
            <KioskButton onPress={onChoose}>{t('reader.consent.choose')}</KioskButton>
            <KioskButton look="plain" onPress={() => onFinish({ consents: [], prescription })}>
              {t('reader.consent.none')}
            </KioskButton>
          </div>
        ) : null}
      </div>
    </Screen>
  );
}

function CategoryCheck({
  category,
  chosen,
  onChange,
}: {
  category: ConsentCategory;
  chosen: boolean;
  onChange: (on: boolean) => void;
}) {
  const { t } = useTranslation();
  return (
    <Checkbox
      isSelected={chosen}
      onChange={onChange}
      className="check flex min-h-16 items-center gap-4 rounded-8 border-2 border-edge bg-panel px-4 py-2"
    >
      <span aria-hidden="true" className="box">
        <Icon name="done" size={20} />
      </span>
      <span>
        <span className="block text-xl font-bold">{t(`category.${category}`)}</span>
        <span className="block text-base leading-snug">{t(`reader.means.${category}`)}</span>
      </span>
    </Checkbox>
  );
}

/** One by one; surgery under a heading of its own. @spec eligibility.md §4.1 */
export function ChooseStep({
  who,
  withPrescription,
  onBack,
  onFinish,
}: {
  who: Identified;
  withPrescription: boolean;
  onBack: () => void;
  onFinish: (choice: Choice) => void;
}) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<readonly ConsentCategory[]>([]);
  const [form, setForm] = useState<PrescriptionForm>('electronic');
  const { usual, surgery } = grouped(who.asks);
  const check = (category: ConsentCategory) => (
    <CategoryCheck
      key={category}
      category={category}
      chosen={chosen.includes(category)}
      onChange={(on) => setChosen(on ? [...chosen, category] : chosen.filter((one) => one !== category))}
    />
  );
  return (
    <Screen title={t('reader.choose.title')} lead={t('reader.choose.lead')}>
      {usual.length > 0 ? <div className="grid gap-3 md:grid-cols-2">{usual.map(check)}</div> : null}
      {surgery ? (
        <section aria-label={t('reader.choose.surgery')} className="space-y-3">
          <h2 className="text-xl">{t('reader.choose.surgery')}</h2>
          {check('surgery')}
        </section>
      ) : null}
      {withPrescription ? <PrescriptionChoice value={form} onChange={setForm} /> : null}
      <KioskButton
        look="primary"
        icon="done"
        onPress={() => onFinish({ consents: chosen, prescription: withPrescription ? form : null })}
      >
        {t('reader.choose.finish', { n: chosen.length })}
      </KioskButton>
      <KioskButton look="plain" icon="left" onPress={onBack}>
        {t('reader.back')}
      </KioskButton>
    </Screen>
  );
}
