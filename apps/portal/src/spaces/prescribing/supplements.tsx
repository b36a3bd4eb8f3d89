import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';

interface Value {
  readonly kind: string | null;
  readonly text: string;
}

/** What is added to a drug or a usage: a kind of the table, and its words where the kind says too little. */
export function Supplements({
  of,
  kinds,
  kindWord,
  values,
  onAdd,
  onText,
  onRemove,
}: {
  /** What they belong to, for who cannot see where they stand. */
  of: string;
  kinds: readonly { readonly kind: string; readonly text: string }[];
  kindWord: (kind: string) => string;
  values: readonly Value[];
  onAdd: (kind: string, text: string) => void;
  onText: (at: number, text: string) => void;
  onRemove: (at: number) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label htmlFor={id} className="sr-only">
        {t('rx.addSupplement', { of })}
      </label>
      <select
        id={id}
        className="field w-auto max-w-full"
        value=""
        onChange={(event) => {
          const chosen = kinds.find(({ kind }) => kind === event.target.value);
          if (chosen !== undefined) onAdd(chosen.kind, chosen.text);
        }}
      >
        <option value="">{t('rx.supplement')}</option>
        {kinds.map(({ kind }) => (
          <option key={kind} value={kind}>
            {kindWord(kind)}
          </option>
        ))}
      </select>
      <ul className="contents">
        {values.map((value, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two of them may say the same, and their order is their name
          <li key={at} className="flex items-center gap-1 rounded-8 border border-edge pl-3">
            <label className="flex items-center gap-2">
              <span className="text-sm">
                {value.kind === null ? t('rx.supplementOther') : kindWord(value.kind)}
              </span>
              <input
                className="field w-44 border-0"
                value={value.text}
                maxLength={50}
                onChange={(event) => onText(at, event.target.value)}
              />
            </label>
            <Button
              look="quiet"
              aria-label={t('rx.removeSupplement', { text: value.text })}
              onPress={() => onRemove(at)}
            >
              <Icon name="close" size={16} />
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
