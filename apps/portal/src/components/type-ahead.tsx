import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface Suggestion<T> {
  readonly key: string;
  readonly value: T;
  readonly content: ReactNode;
}

/** How a suggestion was chosen; with shift it is meant a little differently, as the page says. */
export interface Chosen {
  readonly shift: boolean;
}

/**
 * A line of text with suggestions below it: arrows choose, Enter takes, Escape closes. `suggestions` are those for
 * `suggestionsFor`; Enter pressed before they have come takes the first as soon as they are there.
 */
export function TypeAhead<T>({
  id,
  label,
  labelHidden = false,
  help,
  text,
  onText,
  suggestions,
  suggestionsFor,
  onChoose,
  error = null,
}: {
  id: string;
  label: string;
  labelHidden?: boolean;
  help?: string;
  text: string;
  onText: (text: string) => void;
  suggestions: readonly Suggestion<T>[];
  suggestionsFor: string | null;
  onChoose: (value: T, how: Chosen) => void;
  error?: string | null;
}) {
  const { t } = useTranslation();
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const waitingFor = useRef<Chosen | null>(null);
  const current = suggestionsFor === text;
  const shown = open && text.trim() !== '' && suggestionsFor !== null;
  const at = Math.min(active, Math.max(0, suggestions.length - 1));
  const choose = (index: number, how: Chosen) => {
    const chosen = suggestions[index];
    if (chosen === undefined) return;
    waitingFor.current = null;
    setOpen(false);
    onChoose(chosen.value, how);
  };
  useEffect(() => {
    if (!current || waitingFor.current === null) return;
    choose(0, waitingFor.current);
    waitingFor.current = null;
  });
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // While kana are turned into kanji, the keys belong to the input method.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((at + step + suggestions.length) % Math.max(1, suggestions.length));
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && text.trim() !== '') {
      event.preventDefault();
      if (current && shown) choose(at, { shift: event.shiftKey });
      else waitingFor.current = { shift: event.shiftKey };
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      setOpen(false);
    }
  };
  return (
    <div className="relative">
      <label htmlFor={id} className={labelHidden ? 'sr-only' : 'mb-1 block font-bold'}>
        {label}
      </label>
      <input
        id={id}
        type="text"
        role="combobox"
        className="field"
        autoComplete="off"
        aria-expanded={shown && suggestions.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown && suggestions.length > 0 ? `${listId}-${at}` : undefined}
        aria-invalid={error !== null}
        aria-describedby={`${id}-help`}
        value={text}
        onChange={(event) => {
          waitingFor.current = null;
          setActive(0);
          setOpen(true);
          onText(event.target.value);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <p
        id={`${id}-help`}
        className={`mt-1 text-sm empty:mt-0 ${error === null ? 'text-soft' : 'font-bold text-danger'}`}
      >
        {error ?? help}
      </p>
      <div
        id={listId}
        role="listbox"
        aria-label={label}
        hidden={!shown || suggestions.length === 0}
        className="absolute inset-x-0 top-full z-30 max-h-96 overflow-y-auto rounded-8 border border-edge bg-panel shadow-lg"
      >
        {suggestions.map((one, index) => (
          <Option
            key={one.key}
            id={`${listId}-${index}`}
            active={index === at}
            onChoose={(shift) => choose(index, { shift })}
          >
            {one.content}
          </Option>
        ))}
      </div>
      <p role="status" className="sr-only">
        {shown && current ? t('typeAhead.count', { n: suggestions.length }) : null}
      </p>
      {shown && current && suggestions.length === 0 ? (
        <p className="absolute inset-x-0 top-full z-30 rounded-8 border border-edge bg-panel px-3 py-2 shadow-lg">
          {t('typeAhead.none')}
        </p>
      ) : null}
    </div>
  );
}

function Option({
  id,
  active,
  onChoose,
  children,
}: {
  id: string;
  active: boolean;
  onChoose: (shift: boolean) => void;
  children: ReactNode;
}) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the focus and hears the keys
    <div
      ref={element}
      id={id}
      role="option"
      aria-selected={active}
      tabIndex={-1}
      className={`cursor-pointer px-3 py-2 ${active ? 'bg-accent text-on-accent' : 'hover:bg-tint'}`}
      // The field keeps the focus while a suggestion is pressed.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => onChoose(event.shiftKey)}
    >
      {children}
    </div>
  );
}
