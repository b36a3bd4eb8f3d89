import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBirthDate } from '../lib/format.ts';
import { useLanguage } from '../lib/use-language.ts';
import { ERAS, eraName, readBirthDate, toEra, westernYear } from '../lib/wareki.ts';

/** What was typed; the era year and the western year follow each other. */
export interface BirthDateInput {
  readonly era: string;
  readonly eraYear: string;
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

export const EMPTY_BIRTH_DATE: BirthDateInput = { era: 'S', eraYear: '', year: '', month: '', day: '' };

function digits(text: string, length: number): string {
  return text.normalize('NFKC').replace(/\D/g, '').slice(0, length);
}

/** The era and its year follow a complete western date, or the middle of its year while month and day are open. */
function followWestern(input: BirthDateInput): BirthDateInput {
  if (input.year.length !== 4) return { ...input, eraYear: '' };
  const month = (input.month || '7').padStart(2, '0');
  const day = (input.day || '1').padStart(2, '0');
  const found = toEra(`${input.year}-${month}-${day}`);
  return found === null
    ? { ...input, eraYear: '' }
    : { ...input, era: found.era.letter, eraYear: String(found.year) };
}

function followEra(input: BirthDateInput): BirthDateInput {
  const year = input.eraYear === '' ? null : westernYear(input.era, Number(input.eraYear));
  return { ...input, year: year === null ? '' : String(year) };
}

function Part({
  label,
  value,
  width,
  onChange,
  invalid,
  describedBy,
}: {
  label: string;
  value: string;
  width: string;
  onChange: (value: string) => void;
  invalid: boolean;
  describedBy: string;
}) {
  const id = useId();
  return (
    <span>
      <label htmlFor={id} className="mb-1 block text-sm">
        {label}
      </label>
      <input
        id={id}
        className={`field ${width}`}
        inputMode="numeric"
        autoComplete="off"
        value={value}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  );
}

/** A date of birth by keyboard, in the Japanese and the western calendar at once; both are shown back in words. */
export function BirthDateField({
  value,
  onChange,
  error,
  today,
}: {
  value: BirthDateInput;
  onChange: (value: BirthDateInput) => void;
  error: string | null;
  today: string;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const id = useId();
  const read = readBirthDate({ ...value, era: value.eraYear === '' ? null : value.era }, today);
  const invalid = error !== null;
  return (
    <fieldset>
      <legend className="mb-1 font-bold">{t('birth.label')}</legend>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="flex items-end gap-2">
          <span>
            <label htmlFor={`${id}-era`} className="mb-1 block text-sm">
              {t('birth.era')}
            </label>
            <select
              id={`${id}-era`}
              className="field w-auto min-w-28"
              value={value.era}
              onChange={(event) => onChange(followEra({ ...value, era: event.target.value }))}
            >
              {ERAS.map((era) => (
                <option key={era.letter} value={era.letter}>
                  {eraName(era, language)}（{era.letter}）
                </option>
              ))}
            </select>
          </span>
          <Part
            label={t('birth.eraYear')}
            value={value.eraYear}
            width="w-16"
            onChange={(text) => onChange(followEra({ ...value, eraYear: digits(text, 2) }))}
            invalid={invalid}
            describedBy={`${id}-read`}
          />
        </div>
        <span className="pb-2.5 text-sm text-soft">{t('birth.or')}</span>
        <Part
          label={t('birth.year')}
          value={value.year}
          width="w-24"
          onChange={(text) => onChange(followWestern({ ...value, year: digits(text, 4) }))}
          invalid={invalid}
          describedBy={`${id}-read`}
        />
        <div className="flex items-end gap-2">
          <Part
            label={t('birth.month')}
            value={value.month}
            width="w-16"
            onChange={(text) => onChange({ ...value, month: digits(text, 2) })}
            invalid={invalid}
            describedBy={`${id}-read`}
          />
          <Part
            label={t('birth.day')}
            value={value.day}
            width="w-16"
            onChange={(text) => onChange({ ...value, day: digits(text, 2) })}
            invalid={invalid}
            describedBy={`${id}-read`}
          />
        </div>
      </div>
      <p id={`${id}-read`} role="status" className="mt-1 min-h-6 text-sm">
        {error !== null ? <span className="font-bold text-danger">{error}</span> : null}
        {error === null && 'date' in read ? formatBirthDate(read.date, language) : null}
      </p>
    </fieldset>
  );
}
