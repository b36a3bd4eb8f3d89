import { useTranslation } from 'react-i18next';
import type { LocalDate } from '../../api/types.ts';
import { TextField } from '../../components/text-field.tsx';
import { LineFields } from './line-fields.tsx';
import { addedLine, type DraftFaults, type DraftGroup, quantityChanged } from './model/dispense-draft.ts';
import { AnyDrugField } from './product-field.tsx';
import { ReasonField } from './reason-field.tsx';
import { usePrescriptionWords } from './words.ts';

/** What is taken together: its drugs, and for how long. */
export function GroupFields({
  group,
  place,
  on,
  faults,
  adding,
  onChange,
}: {
  group: DraftGroup;
  /** From 1. */
  place: number;
  on: LocalDate;
  faults: DraftFaults;
  /** Only after an inquiry. */
  adding: boolean;
  onChange: (group: DraftGroup) => void;
}) {
  const { t } = useTranslation();
  const words = usePrescriptionWords();
  const fault = (key: string) => (faults[key] ? t(faults[key]) : null);
  return (
    <li className="space-y-3 border-b border-line pb-4 last:border-b-0">
      <h3 className="font-bold">
        {t('pharmacy.rp', { n: place })}{' '}
        <span className="font-normal">
          {words.form(group)} {group.usage.name}
        </span>
      </h3>
      {group.supplements.map(({ text }) => (
        <p key={text} className="text-sm">
          {text}
        </p>
      ))}
      <ul className="space-y-4">
        {group.lines.map((line) => (
          <LineFields
            key={line.key}
            line={line}
            form={group.form}
            on={on}
            faults={faults}
            onChange={(changed) =>
              onChange({
                ...group,
                lines: group.lines.map((one) => (one.key === changed.key ? changed : one)),
              })
            }
            onDelete={() => onChange({ ...group, lines: group.lines.filter(({ key }) => key !== line.key) })}
          />
        ))}
      </ul>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={t('pharmacy.quantityOf', { n: place, kind: words.form(group) })}
          help={words.quantity(group.form, Number(group.quantity) || 0)}
          inputMode="numeric"
          value={group.quantity}
          error={fault(group.key)}
          extra="max-w-48"
          onChange={(text) => onChange({ ...group, quantity: text.normalize('NFKC').trim() })}
        />
        {quantityChanged(group) ? (
          <ReasonField
            label={t('pharmacy.quantityReason', { n: place })}
            value={group.reason}
            error={fault(`${group.key}-reason`)}
            onChange={(reason) => onChange({ ...group, reason })}
          />
        ) : null}
      </div>
      {adding ? (
        <details>
          <summary className="min-h-8">{t('pharmacy.addDrug', { n: place })}</summary>
          <div className="mt-2">
            <AnyDrugField
              label={t('pharmacy.addTo', { n: place })}
              on={on}
              onChoose={(found) =>
                onChange({
                  ...group,
                  lines: [...group.lines, addedLine(found, `${group.key}-added-${nextNumber(group)}`)],
                })
              }
            />
          </div>
        </details>
      ) : null}
    </li>
  );
}

/** A number that no line of the group has had. */
function nextNumber(group: DraftGroup): number {
  const used = group.lines.map(({ key }) => Number(/-added-(\d+)$/.exec(key)?.[1] ?? 0));
  return Math.max(0, ...used) + 1;
}
