import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { LineField } from './line-field.tsx';
import codes from './model/codes.json';
import type { DrugLine, Group } from './model/draft.ts';
import type { Fault } from './model/send.ts';
import { Supplements } from './supplements.tsx';
import { type ChosenUsage, UsageSearch } from './usage-search.tsx';

export const quantityId = (groupKey: string): string => `rx-quantity-${groupKey}`;

export const partId = (groupKey: string): string => `rx-part-${groupKey}`;

const quantityWord = (form: string): 'days' | 'times' | 'either' =>
  form === '1' ? 'days' : form === '2' ? 'times' : 'either';

/** One RP: drugs that are taken in one way, the way, and for how long. */
export function GroupCard({
  group,
  number,
  split,
  faults,
  onForm,
  onQuantity,
  onPerPart,
  onUsage,
  onChangeUsage,
  onSupplements,
  onAddHere,
  onDone,
  children,
}: {
  group: Group;
  number: number;
  split: boolean;
  faults: readonly Fault[];
  onForm: (form: string) => void;
  onQuantity: (quantity: string) => void;
  onPerPart: (quantity: string) => void;
  onUsage: (usage: ChosenUsage) => void;
  onChangeUsage: () => void;
  onSupplements: (supplements: Group['supplements']) => void;
  onAddHere: () => void;
  /** Enter in the last field. */
  onDone: () => void;
  /** One entry of the list per drug. */
  children: (line: DrugLine) => ReactNode;
}) {
  const { t } = useTranslation();
  const { key, form, supplements } = group;
  const forms = codes.forms.includes(form) ? codes.forms : [...codes.forms, form];
  return (
    <section aria-label={t('rx.group', { n: number })} className="panel p-4">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-lg">{t('rx.group', { n: number })}</h3>
        <Button look="quiet" onPress={onAddHere}>
          {t('rx.addHere', { n: number })}
        </Button>
      </div>
      <ul className="divide-y divide-line">
        {group.drugs.map((line) => (
          <li key={line.key} className="space-y-2 py-3 first:pt-0">
            {children(line)}
          </li>
        ))}
      </ul>
      <div className="grid gap-3 border-t border-edge pt-3 sm:grid-cols-[8rem_minmax(0,1fr)_auto]">
        <SelectField
          label={t('rx.formLabel')}
          value={form}
          onChange={onForm}
          options={forms.map((value) => ({ value, label: t(`rx.form.${value}`) }))}
        />
        {group.usage === null ? (
          <UsageSearch
            groupKey={key}
            form={form}
            error={faults.includes('usage') ? t('rx.fault.usage') : null}
            onChoose={onUsage}
          />
        ) : (
          <div>
            <p className="mb-1 font-bold">{t('rx.usage')}</p>
            <p className="flex min-h-11 flex-wrap items-center gap-2">
              <span>{group.usage.name}</span>
              <Button look="bar" onPress={onChangeUsage}>
                {t('rx.changeUsage')}
              </Button>
            </p>
          </div>
        )}
        <div className="flex items-start gap-2">
          <LineField
            id={quantityId(key)}
            label={t('rx.quantity')}
            value={group.quantity}
            width="w-20"
            numeric
            error={faults.includes('quantity') ? t('rx.fault.quantity') : null}
            onChange={onQuantity}
            onEnter={onDone}
          />
          <span className="pt-8.5">{t(`rx.quantityOf.${quantityWord(form)}`)}</span>
          {split ? (
            <LineField
              id={partId(key)}
              label={t('rx.perPart')}
              value={group.perPart}
              width="w-20"
              numeric
              error={faults.includes('perPart') ? t('rx.fault.perPart') : null}
              onChange={onPerPart}
              onEnter={onDone}
            />
          ) : null}
        </div>
      </div>
      <div className="mt-2">
        <Supplements
          of={t('rx.group', { n: number })}
          kinds={codes.usageSupplements}
          kindWord={(kind) => t(`rx.usageSupplement.${kind}`)}
          values={supplements}
          onAdd={(kind, text) =>
            onSupplements([...supplements, { kind, text, usageCode: null, siteCode: null }])
          }
          onText={(at, text) =>
            onSupplements(supplements.map((one, i) => (i === at ? { ...one, text } : one)))
          }
          onRemove={(at) => onSupplements(supplements.filter((_, i) => i !== at))}
        />
      </div>
      {faults.includes('supplement') ? (
        <p role="alert" className="text-sm font-bold text-danger">
          {t('rx.fault.supplement')}
        </p>
      ) : null}
    </section>
  );
}
