import { type FormEvent, type ReactNode, useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { BirthDateField, type BirthDateInput, EMPTY_BIRTH_DATE } from '../../components/birth-date-field.tsx';
import { Button } from '../../components/button.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { readBirthDate, toEra } from '../../lib/wareki.ts';
import CODES from './codes.json';
import { type CoverageDraft, checkDraft, type DraftFaults, type DraftField } from './draft.ts';

function typedBirth(date: string): BirthDateInput {
  const found = date === '' ? null : toEra(date);
  if (found === null) return EMPTY_BIRTH_DATE;
  const [year = '', month = '', day = ''] = date.split('-').map((part) => part.replace(/^0/, ''));
  return { era: found.era.letter, eraYear: String(found.year), year, month, day };
}

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <fieldset className="panel p-4">
      <legend className="float-left mb-2 w-full text-lg font-bold">{title}</legend>
      {note ? <p className="clear-both mb-3 text-sm text-soft">{note}</p> : null}
      <div className="clear-both grid items-start gap-x-4 gap-y-3 sm:grid-cols-2 xl:grid-cols-4">
        {children}
      </div>
    </fieldset>
  );
}

/** The form of a coverage, in sections; the server's refusals stand at their fields. @spec eligibility.md §7.3 */
export function CoverageForm({
  start,
  refusals,
  busy,
  withPrevious,
  submitLabel,
  onSubmit,
}: {
  start: CoverageDraft;
  /** Codes of the server by field. */
  refusals: Readonly<Record<string, string>>;
  busy: boolean;
  /** Numbers before a change of insurer are asked once, when the coverage is new. */
  withPrevious: boolean;
  submitLabel: string;
  onSubmit: (draft: CoverageDraft) => void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(start);
  const [birth, setBirth] = useState(typedBirth(start.birthDate));
  const [faults, setFaults] = useState<DraftFaults>({});
  const today = fromDay(dayOfInstant(new Date().toISOString()));
  const set = (field: DraftField) => (value: string) => {
    setDraft({ ...draft, [field]: value });
    const { [field]: _, ...others } = faults;
    setFaults(others);
  };
  const error = (field: DraftField) => {
    const fault = faults[field];
    if (fault !== undefined) return t(fault);
    const refusal = refusals[field];
    return refusal === undefined ? null : t(`coverageFinding.${refusal}`, { defaultValue: refusal });
  };
  const field = (name: DraftField, extra: { help?: string; required?: boolean; span?: string } = {}) => (
    <TextField
      label={t(`insurer.field.${name}`)}
      value={draft[name]}
      onChange={set(name)}
      error={error(name)}
      {...(extra.help ? { help: extra.help } : {})}
      {...(extra.required ? { required: true } : {})}
      {...(extra.span ? { extra: extra.span } : {})}
    />
  );
  const date = (name: DraftField, required = false) => field(name, { required });
  const select = (
    name: DraftField,
    codes: readonly string[],
    words: (code: string) => string,
    none: boolean,
  ) => (
    <SelectField
      label={t(`insurer.field.${name}`)}
      value={draft[name]}
      onChange={set(name)}
      error={error(name)}
      options={[
        ...(none ? [{ value: '', label: t('insurer.notStated') }] : []),
        ...codes.map((code) => ({ value: code, label: words(code) })),
      ]}
    />
  );
  const choice = (name: 'sex' | 'relation', codes: readonly string[], words: (code: string) => string) => (
    <RadioGroup
      value={draft[name]}
      onChange={set(name)}
      isInvalid={error(name) !== null}
      className={name === 'sex' ? 'xl:col-span-2' : ''}
    >
      <Label className="mb-1 block font-bold">{t(`insurer.field.${name}`)}</Label>
      <div className="flex flex-wrap gap-2">
        {codes.map((code) => (
          <Radio
            key={code}
            value={code}
            className="choice flex min-h-11 items-center gap-2 rounded-8 border border-edge px-3 py-2"
          >
            {words(code)}
          </Radio>
        ))}
      </div>
      {error(name) === null ? null : <p className="mt-1 text-sm font-bold text-danger">{error(name)}</p>}
    </RadioGroup>
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const era = birth.eraYear === '' ? null : birth.era;
    const read = readBirthDate({ ...birth, era }, today);
    const checked = checkDraft({ ...draft, birthDate: 'date' in read ? read.date : '' });
    const found: DraftFaults =
      'problem' in read ? { ...checked.faults, birthDate: `birth.problem.${read.problem}` } : checked.faults;
    setFaults(found);
    if (Object.keys(found).length === 0) onSubmit(checked.draft);
  };
  const ratio = (code: string) => t('insurer.percent', { n: code });
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <Part title={t('insurer.part.numbers')} note={t('insurer.numbersNote')}>
        {field('symbol')}
        {field('number', { required: true })}
        {field('branch')}
        {select('cardClass', CODES.cardClasses, (code) => t(`insurer.cardClass.${code}`), false)}
      </Part>
      <Part title={t('insurer.part.person')}>
        {field('name', { required: true, span: 'xl:col-span-2' })}
        {field('kana', { span: 'xl:col-span-2' })}
        {choice('sex', ['male', 'female', 'unknown'], (code) => t(`banner.sex.${code}`))}
        {choice('relation', ['insured', 'family'], (code) => t(`coverage.relations.${code}`))}
        <div className="sm:col-span-2">
          <BirthDateField value={birth} onChange={setBirth} error={error('birthDate')} today={today} />
        </div>
        {draft.relation === 'family' ? field('insuredName') : null}
        {field('postNumber')}
        {field('address', { span: 'sm:col-span-2' })}
      </Part>
      <Part title={t('insurer.part.period')} note={t('insurer.periodNote')}>
        {date('validFrom', true)}
        {select('ratioPercent', CODES.ratios, ratio, true)}
        {date('validTo')}
        {select('reasonOfLoss', CODES.reasonsOfLoss, (code) => t(`insurer.reason.${code}`), true)}
      </Part>
      <details
        className="panel p-4"
        open={start.limitFlag !== '' || start.disease !== '' || start.elderlyRatioPercent !== ''}
      >
        <summary className="min-h-11 py-2 text-lg font-bold">{t('insurer.part.certificates')}</summary>
        <div className="mt-2 space-y-4">
          <Part title={t('coverage.limit')}>
            {select(
              'limitClassification',
              CODES.limitClassifications,
              (code) => t(`coverage.limitClass.${code}`),
              true,
            )}
            {select('limitFlag', CODES.limitFlags, (code) => t(`coverage.limitFlag.${code}`), true)}
            {date('limitValidFrom')}
            {date('limitValidTo')}
          </Part>
          <Part title={t('coverage.elderly')}>
            {select('elderlyRatioPercent', CODES.ratios, ratio, true)}
            {date('elderlyValidFrom')}
            {date('elderlyValidTo')}
          </Part>
          <Part title={t('coverage.specific')}>
            {select('disease', CODES.diseases, (code) => t(`coverage.disease.${code}`), true)}
            {field('diseaseSelfPayYen')}
            {date('diseaseValidFrom')}
            {date('diseaseValidTo')}
          </Part>
        </div>
      </details>
      {withPrevious ? (
        <details className="panel p-4">
          <summary className="min-h-11 py-2 text-lg font-bold">{t('insurer.part.previous')}</summary>
          <div className="mt-2">
            <Part title={t('insurer.part.previousNumbers')} note={t('insurer.previousNote')}>
              {field('previousInsurerNumber')}
              {field('previousSymbol')}
              {field('previousNumber')}
              {field('previousBranch')}
            </Part>
          </div>
        </details>
      ) : null}
      {Object.keys(faults).length > 0 ? (
        <p role="alert" className="font-bold text-danger">
          {t('insurer.fault.some', { n: Object.keys(faults).length })}
        </p>
      ) : null}
      <Button look="primary" type="submit" isDisabled={busy}>
        {submitLabel}
      </Button>
    </form>
  );
}
