import { useTranslation } from 'react-i18next';

const WIDTHS = ['92%', '78%', '85%', '64%', '88%', '71%'];

/** The shape of what is coming at once, words after one second. */
export function Waiting({ lines = 6, label }: { lines?: number; label: string }) {
  const { t } = useTranslation();
  return (
    <div role="status" className="space-y-3 py-4">
      {Array.from({ length: lines }, (_, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: identical shapes without state
          key={index}
          aria-hidden="true"
          className="waiting h-6"
          style={{ width: WIDTHS[index % WIDTHS.length] }}
        />
      ))}
      <p className="after-a-second text-soft">{t('common.loading', { what: label })}</p>
    </div>
  );
}
