import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { LineField } from './line-field.tsx';
import codes from './model/codes.json';
import { type DrugLine, isGeneral } from './model/draft.ts';
import type { Fault } from './model/send.ts';
import { Supplements } from './supplements.tsx';

export const amountId = (lineKey: string): string => `rx-amount-${lineKey}`;

export const unitId = (lineKey: string): string => `rx-unit-${lineKey}`;

/** Of a day for what is swallowed daily, of each time as needed, else of the whole. @spec prescriptions.md §6.4 */
export const amountWord = (form: string): 'daily' | 'each' | 'whole' =>
  form === '1' || form === '4' ? 'daily' : form === '2' ? 'each' : 'whole';

/** One drug: its name, how much of it, and what is to be said about it. */
export function DrugLineForm({
  line,
  form,
  faults,
  onAmount,
  onEnter,
  onChange,
  onSwitch,
  onRemove,
}: {
  line: DrugLine;
  form: string;
  faults: readonly Fault[];
  onAmount: (amount: string) => void;
  /** Enter in the amount: on to what comes next. */
  onEnter: () => void;
  onChange: (drug: Partial<DrugLine['drug']>) => void;
  onSwitch: () => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const { drug } = line;
  const general = isGeneral(drug);
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <p className="text-lg leading-snug font-bold">{drug.name}</p>
          <p className="text-sm text-soft">
            {general ? t('rx.generalName') : t('rx.brandName')}
            {line.narcotic ? (
              <span className="ml-2 font-bold text-danger">{t('rx.controlled.1')}</span>
            ) : null}
          </p>
        </div>
        <LineField
          id={amountId(line.key)}
          label={t(`rx.amount.${amountWord(form)}`)}
          value={drug.amount}
          width="w-24"
          numeric
          error={faults.includes('amount') ? t('rx.fault.amount') : null}
          onChange={onAmount}
          onEnter={onEnter}
        />
        {drug.unit === '' || faults.includes('unit') ? (
          <LineField
            id={unitId(line.key)}
            label={t('rx.unit')}
            value={drug.unit}
            width="w-20"
            error={faults.includes('unit') ? t('rx.fault.unit') : null}
            onChange={(unit) => onChange({ unit })}
            onEnter={onEnter}
          />
        ) : (
          <span className="pt-8.5">{drug.unit}</span>
        )}
        <Button
          look="quiet"
          extra="mt-6"
          aria-label={t('rx.removeDrug', { name: drug.name })}
          onPress={onRemove}
        >
          <Icon name="close" />
        </Button>
      </div>
      <div className="flex flex-wrap items-start gap-2">
        {line.names === null ? null : (
          <Button look="bar" onPress={onSwitch}>
            {general ? t('rx.toBrand') : t('rx.toGeneral')}
          </Button>
        )}
        <Supplements
          of={drug.name}
          kinds={codes.drugSupplements}
          kindWord={(kind) => t(`rx.drugSupplement.${kind}`)}
          values={drug.supplements}
          onAdd={(kind, text) =>
            onChange({ supplements: [...drug.supplements, { kind, text, usageCode: null }] })
          }
          onText={(at, text) =>
            onChange({ supplements: drug.supplements.map((one, i) => (i === at ? { ...one, text } : one)) })
          }
          onRemove={(at) => onChange({ supplements: drug.supplements.filter((_, i) => i !== at) })}
        />
      </div>
    </div>
  );
}
