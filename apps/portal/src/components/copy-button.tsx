import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

/** Copies a text; says that it did, or that this browser refuses. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<'copied' | 'refused' | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      setState('refused');
    }
  };
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Button onPress={copy}>{label}</Button>
      <span role="status" className="text-sm">
        {state === null ? null : t(`common.${state}`)}
      </span>
    </span>
  );
}
