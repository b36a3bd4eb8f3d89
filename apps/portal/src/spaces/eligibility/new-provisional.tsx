import { useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { ProvisionalReason } from '../../api/eligibility-types.ts';
import { BirthDateField, EMPTY_BIRTH_DATE } from '../../components/birth-date-field.tsx';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/page.tsx';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { readBirthDate } from '../../lib/wareki.ts';
import { TakeProvisionally } from './take-provisionally.tsx';

/** What may be wrong where nobody could be asked about at all. */
const REASONS = ['reader-failure', 'certificate-expired', 'outage'] as const;

/** A visit for which neither reader nor numbers gave an answer. */
export function NewProvisional() {
  const { t } = useTranslation();
  const [round, setRound] = useState(0);
  return (
    <Section title={t('provisional.new')}>
      <Fields key={round} onNext={() => setRound(round + 1)} />
    </Section>
  );
}

function Fields({ onNext }: { onNext: () => void }) {
  const { t } = useTranslation();
  const [birth, setBirth] = useState(EMPTY_BIRTH_DATE);
  const [reason, setReason] = useState<ProvisionalReason>('reader-failure');
  const [taken, setTaken] = useState(false);
  const today = fromDay(dayOfInstant(new Date().toISOString()));
  const read = readBirthDate({ ...birth, era: birth.eraYear === '' ? null : birth.era }, today);
  const complete = birth.year.length === 4 && birth.month !== '' && birth.day !== '';
  return (
    <div className="max-w-3xl space-y-3">
      <RadioGroup
        value={reason}
        onChange={(value) => setReason(REASONS.find((one) => one === value) ?? 'reader-failure')}
      >
        <Label className="mb-1 block font-bold">{t('provisional.reason')}</Label>
        <div className="flex flex-wrap gap-2">
          {REASONS.map((one) => (
            <Radio
              key={one}
              value={one}
              className="choice flex min-h-11 items-center gap-2 rounded-8 border border-edge px-3 py-2"
            >
              {t(`provisional.reasons.${one}`)}
            </Radio>
          ))}
        </div>
      </RadioGroup>
      <BirthDateField
        value={birth}
        onChange={setBirth}
        error={complete && 'problem' in read ? t(`birth.problem.${read.problem}`) : null}
        today={today}
      />
      {'date' in read ? (
        <TakeProvisionally
          input={{ name: null, birthDate: read.date, reason }}
          onTaken={() => setTaken(true)}
        />
      ) : (
        <p className="text-sm text-soft">{t('provisional.birthFirst')}</p>
      )}
      {taken ? <Button onPress={onNext}>{t('reception.clear')}</Button> : null}
    </div>
  );
}
