import { useTranslation } from 'react-i18next';
import { Empty } from '../../components/page.tsx';
import { AlertNotice } from './alert-notice.tsx';
import { amountId, DrugLineForm } from './drug-line.tsx';
import { SEARCH_ID } from './drug-search.tsx';
import { GroupCard, quantityId } from './group-card.tsx';
import type { Override, Overrides } from './model/alerts.ts';
import {
  changeAmount,
  changeForm,
  changeGroup,
  changeLine,
  chooseUsage,
  type Draft,
  type DrugLine,
  type Group,
  removeLine,
  switchName,
  writeUsage,
} from './model/draft.ts';
import type { Fault } from './model/send.ts';
import { type ChosenUsage, usageId } from './usage-search.tsx';
import type { Check } from './use-check.ts';

/** All groups with their drugs; Enter leads from one field to the next, and back to the search box. */
export function GroupList({
  personRef,
  draft,
  check,
  faults,
  overrides,
  onChange,
  onOverride,
  onAddTo,
  onFocus,
}: {
  personRef: string;
  draft: Draft;
  check: Check;
  /** Null: not yet asked for. */
  faults: ReadonlyMap<string, readonly Fault[]> | null;
  overrides: Overrides;
  onChange: (draft: Draft) => void;
  onOverride: (key: string, said: Override) => void;
  onAddTo: (groupKey: string) => void;
  onFocus: (id: string) => void;
}) {
  const { t } = useTranslation();
  if (draft.groups.length === 0) return <Empty title={t('rx.none')}>{t('rx.noneNote')}</Empty>;
  const faultsAt = (key: string) => faults?.get(key) ?? [];
  const usageChosen = (group: Group, usage: ChosenUsage) => {
    onChange(
      'entry' in usage
        ? chooseUsage(draft, group.key, usage.entry)
        : writeUsage(draft, group.key, usage.words),
    );
    onFocus(group.quantity === '' ? quantityId(group.key) : SEARCH_ID);
  };
  const next = (group: Group, line: DrugLine) => {
    const after = group.drugs[group.drugs.indexOf(line) + 1];
    if (after !== undefined && after.drug.amount === '') onFocus(amountId(after.key));
    else if (group.usage === null) onFocus(usageId(group.key));
    else if (group.quantity === '') onFocus(quantityId(group.key));
    else onFocus(SEARCH_ID);
  };
  return draft.groups.map((group, index) => (
    <GroupCard
      key={group.key}
      group={group}
      number={index + 1}
      split={draft.splitCount !== ''}
      faults={faultsAt(group.key)}
      onForm={(form) => onChange(changeForm(draft, group.key, form))}
      onQuantity={(quantity) => onChange(changeGroup(draft, group.key, () => ({ quantity })))}
      onPerPart={(perPart) => onChange(changeGroup(draft, group.key, () => ({ perPart })))}
      onUsage={(usage) => usageChosen(group, usage)}
      onChangeUsage={() => {
        onChange(changeGroup(draft, group.key, () => ({ usage: null, needsSupplement: false })));
        onFocus(usageId(group.key));
      }}
      onSupplements={(supplements) => onChange(changeGroup(draft, group.key, () => ({ supplements })))}
      onAddHere={() => onAddTo(group.key)}
      onDone={() => onFocus(SEARCH_ID)}
    >
      {(line) => (
        <>
          <DrugLineForm
            line={line}
            form={group.form}
            faults={faultsAt(line.key)}
            onAmount={(amount) => onChange(changeAmount(draft, line.key, amount))}
            onEnter={() => next(group, line)}
            onChange={(part) =>
              onChange(changeLine(draft, line.key, ({ drug }) => ({ drug: { ...drug, ...part } })))
            }
            onSwitch={() => onChange(switchName(draft, line.key))}
            onRemove={() => onChange(removeLine(draft, line.key))}
          />
          {check.of(line.key).map((alert) => (
            <AlertNotice
              key={alert.alertId}
              personRef={personRef}
              alert={alert}
              overrides={overrides}
              onOverride={onOverride}
              onRemove={() => onChange(removeLine(draft, line.key))}
              onSuppressed={check.again}
            />
          ))}
        </>
      )}
    </GroupCard>
  ));
}
