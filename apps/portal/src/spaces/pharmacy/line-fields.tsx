import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalDate } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/text-field.tsx';
import {
  asProduct,
  brandChanged,
  type DraftFaults,
  type DraftLine,
  forbidsChange,
  needsReason,
} from './model/dispense-draft.ts';
import { ProductField } from './product-field.tsx';
import { ReasonField } from './reason-field.tsx';
import { usePrescriptionWords } from './words.ts';

/** 一般名コード: which product is handed out is the pharmacy's choice. */
const GENERAL_NAME = '7';

/** One drug: what was prescribed, and what is handed out instead of it or as it is. */
export function LineFields({
  line,
  form,
  on,
  faults,
  onChange,
  onDelete,
}: {
  line: DraftLine;
  form: string;
  on: LocalDate;
  faults: DraftFaults;
  onChange: (line: DraftLine) => void;
  /** Only for what nobody prescribed. */
  onDelete: () => void;
}) {
  const { t } = useTranslation();
  const words = usePrescriptionWords();
  const { prescribed, drug } = line;
  const [choosing, setChoosing] = useState(prescribed?.codeKind === GENERAL_NAME && !brandChanged(line));
  const fault = (key: string) => (faults[key] ? t(faults[key]) : null);
  return (
    <li className={`space-y-2 border-l-4 pl-3 ${needsReason(line) ? 'border-warn' : 'border-edge'}`}>
      <p className={line.removed ? 'line-through' : ''}>
        <span className="text-lg font-bold">{drug.name}</span>{' '}
        <span className="whitespace-nowrap">{words.amount(drug, form)}</span>
      </p>
      {prescribed === null ? (
        <p className="text-sm font-bold text-warn">{t('pharmacy.added')}</p>
      ) : needsReason(line) || brandChanged(line) ? (
        <p className="text-sm">
          {t('pharmacy.asPrescribed', { text: `${prescribed.name} ${words.amount(prescribed, form)}` })}
        </p>
      ) : null}
      {words.notes(drug).map((note) => (
        <p key={note} className="text-sm">
          {note}
        </p>
      ))}
      {line.removed ? (
        <p className="text-sm font-bold text-warn">{t('pharmacy.removed')}</p>
      ) : (
        <TextField
          label={t('pharmacy.amountOf', { name: drug.name, unit: drug.unit })}
          inputMode="text"
          value={drug.amount}
          error={fault(line.key)}
          extra="max-w-96"
          onChange={(text) => onChange({ ...line, drug: { ...drug, amount: text.normalize('NFKC').trim() } })}
        />
      )}
      {choosing && prescribed !== null && !line.removed ? (
        <ProductField
          prescribed={prescribed}
          on={on}
          onChoose={(product) => {
            setChoosing(false);
            onChange({ ...line, drug: asProduct(drug, product), sameGeneral: true });
          }}
        />
      ) : null}
      {forbidsChange(line) && brandChanged(line) ? (
        <p className="text-sm font-bold text-warn">{t('pharmacy.noGeneric')}</p>
      ) : null}
      {needsReason(line) ? (
        <ReasonField
          label={t('pharmacy.reasonOf', { name: drug.name })}
          value={line.reason}
          error={fault(`${line.key}-reason`)}
          onChange={(reason) => onChange({ ...line, reason })}
        />
      ) : null}
      <LineButtons
        line={line}
        choosing={choosing}
        onChoose={() => setChoosing(!choosing)}
        onChange={onChange}
        onDelete={onDelete}
      />
    </li>
  );
}

function LineButtons({
  line,
  choosing,
  onChoose,
  onChange,
  onDelete,
}: {
  line: DraftLine;
  choosing: boolean;
  onChoose: () => void;
  onChange: (line: DraftLine) => void;
  onDelete: () => void;
}) {
  const { t } = useTranslation();
  const { prescribed, drug } = line;
  const { name } = drug;
  if (prescribed === null)
    return (
      <Button look="quiet" onPress={onDelete}>
        {t('pharmacy.deleteLine', { name })}
      </Button>
    );
  return (
    <div className="flex flex-wrap gap-2">
      {line.removed ? null : (
        <Button
          aria-expanded={choosing}
          aria-label={t('pharmacy.changeProductOf', { name })}
          onPress={onChoose}
        >
          {t('pharmacy.changeProduct')}
        </Button>
      )}
      {line.drug === prescribed && !line.removed ? null : (
        <Button
          look="quiet"
          aria-label={t('pharmacy.backOf', { name })}
          onPress={() =>
            onChange({ ...line, drug: prescribed, sameGeneral: false, removed: false, reason: '' })
          }
        >
          {t('pharmacy.back')}
        </Button>
      )}
      {line.removed ? null : (
        <Button
          look="quiet"
          aria-label={t('pharmacy.removeOf', { name })}
          onPress={() => onChange({ ...line, removed: true })}
        >
          {t('pharmacy.remove')}
        </Button>
      )}
    </div>
  );
}
