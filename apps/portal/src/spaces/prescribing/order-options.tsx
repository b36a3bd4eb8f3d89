import { useTranslation } from 'react-i18next';
import type { IssueType } from '../../api/prescription-types.ts';
import type { LocalDate } from '../../api/types.ts';
import { Choice } from '../../components/choice.tsx';
import { DateField } from '../../components/date-field.tsx';
import { Section } from '../../components/page.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { TextField } from '../../components/text-field.tsx';
import { fromDay, toDay } from '../../lib/dates.ts';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import codes from './model/codes.json';
import { type Draft, hasNarcotic } from './model/draft.ts';

/** The day of issue counts: four days in all. @spec prescriptions.md §4 */
const DAYS_AFTER_ISSUE = 3;
const linesOfText = (text: string): readonly string[] => text.split('\n');

/** What concerns the whole prescription: how it is handed out, until when, how often. */
export function OrderOptions({
  draft,
  issueType,
  chosenAtReader,
  today,
  changing,
  narcoticMissing,
  onIssueType,
  onChange,
}: {
  draft: Draft;
  issueType: IssueType;
  /** What the patient said at the card reader today; null = nothing. */
  chosenAtReader: IssueType | null;
  today: LocalDate;
  /** One that exists keeps its number of parts. */
  changing: boolean;
  /** The record of the narcotic is needed, and was asked for. */
  narcoticMissing: boolean;
  onIssueType: (type: IssueType) => void;
  onChange: (part: Partial<Draft>) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const usual = formatDate(fromDay(toDay(today) + DAYS_AFTER_ISSUE), language);
  return (
    <Section title={t('rx.options.title')}>
      <div className="space-y-4">
        <Choice
          label={t('rx.options.issueType')}
          value={issueType}
          onChange={onIssueType}
          options={[
            { value: 'electronic', label: t('rx.issueType.electronic') },
            { value: 'paper', label: t('rx.issueType.paper') },
          ]}
        />
        {chosenAtReader === null ? null : (
          <p className="text-sm">{t('rx.options.atReader', { type: t(`rx.issueType.${chosenAtReader}`) })}</p>
        )}
        <SelectField
          label={t('rx.options.refill')}
          value={draft.refillUses}
          onChange={(refillUses) =>
            onChange({ refillUses, ...(refillUses === '' ? {} : { splitCount: '' }) })
          }
          options={['', '2', '3'].map((value) => ({
            value,
            label: value === '' ? t('rx.options.refillNone') : t('rx.options.refillUses', { n: value }),
          }))}
        />
        {hasNarcotic(draft) ? (
          <NarcoticFields draft={draft} missing={narcoticMissing} onChange={onChange} />
        ) : null}
        <details>
          <summary className="min-h-11 content-center">{t('rx.options.more')}</summary>
          <div className="mt-2 space-y-4">
            <DateField
              label={t('rx.options.usableUntil')}
              help={t('rx.options.usableUntilHelp', { date: usual })}
              value={draft.usableUntil}
              min={today}
              onChange={(usableUntil) => onChange({ usableUntil })}
            />
            {changing ? null : (
              <SelectField
                label={t('rx.options.split')}
                value={draft.splitCount}
                onChange={(splitCount) =>
                  onChange({ splitCount, ...(splitCount === '' ? {} : { refillUses: '' }) })
                }
                options={['', '2', '3'].map((value) => ({
                  value,
                  label: value === '' ? t('rx.options.splitNone') : t('rx.options.splitParts', { n: value }),
                }))}
              />
            )}
            <SelectField
              label={t('rx.options.leftovers')}
              value={draft.leftovers}
              onChange={(leftovers) => onChange({ leftovers })}
              options={['', ...codes.leftovers].map((value) => ({
                value,
                label: value === '' ? t('rx.options.leftoversNone') : t(`rx.leftovers.${value}`),
              }))}
            />
            <SelectField
              label={t('rx.options.department')}
              value={draft.department}
              onChange={(department) => onChange({ department })}
              options={['', ...codes.departments].map((value) => ({
                value,
                label: value === '' ? t('rx.options.departmentNone') : t(`rx.department.${value}`),
              }))}
            />
            <TextArea
              label={t('rx.options.remarks')}
              help={t('rx.options.perLine')}
              rows={2}
              value={draft.remarks.join('\n')}
              onChange={(text) => onChange({ remarks: linesOfText(text) })}
            />
            <Information draft={draft} onChange={onChange} />
            <TextArea
              label={t('rx.options.testValues')}
              help={t('rx.options.perLine')}
              rows={2}
              value={draft.testValues.join('\n')}
              onChange={(text) => onChange({ testValues: linesOfText(text) })}
            />
          </div>
        </details>
      </div>
    </Section>
  );
}

/** Record 61; asked for only where a narcotic is prescribed. @spec prescriptions.md §4 */
function NarcoticFields({
  draft,
  missing,
  onChange,
}: {
  draft: Draft;
  missing: boolean;
  onChange: (part: Partial<Draft>) => void;
}) {
  const { t } = useTranslation();
  const { narcotic } = draft;
  const change = (part: Partial<Draft['narcotic']>) => onChange({ narcotic: { ...narcotic, ...part } });
  return (
    <fieldset className="space-y-3 rounded-8 border-2 border-danger p-3">
      <legend className="px-1 font-bold">{t('rx.narcotic.title')}</legend>
      <TextField
        label={t('rx.narcotic.licence')}
        value={narcotic.licence}
        onChange={(licence) => change({ licence })}
      />
      <TextField
        label={t('rx.narcotic.address')}
        value={narcotic.address}
        error={missing && narcotic.address.trim() === '' ? t('rx.fault.narcotic') : null}
        onChange={(address) => change({ address })}
      />
      <TextField
        label={t('rx.narcotic.phone')}
        value={narcotic.phone}
        error={missing && narcotic.phone.trim() === '' ? t('rx.fault.narcotic') : null}
        inputMode="numeric"
        onChange={(phone) => change({ phone })}
      />
    </fieldset>
  );
}

/** 提供診療情報 (301): one comment for the pharmacist, to a drug or to all. */
function Information({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }) {
  const { t } = useTranslation();
  const [first, ...others] = draft.information;
  return (
    <TextArea
      label={t('rx.options.information')}
      help={t('rx.options.informationHelp')}
      rows={2}
      value={first?.comment ?? ''}
      onChange={(comment) => onChange({ information: [{ drug: first?.drug ?? '', comment }, ...others] })}
    />
  );
}
