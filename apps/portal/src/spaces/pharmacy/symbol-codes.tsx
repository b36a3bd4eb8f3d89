import { symbolsOf } from '@tsunagu/jahis/qr';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { QrSymbol } from './qr-symbol.tsx';

/** Bytes as one code, or as several that belong together; each is numbered. */
export function SymbolCodes({ bytes, label }: { bytes: Uint8Array; label: string }) {
  const { t } = useTranslation();
  const symbols = useMemo(() => symbolsOf(bytes), [bytes]);
  return (
    <ol className="flex flex-wrap gap-4">
      {symbols.map((symbol, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: symbols are numbered by their place
        <li key={at}>
          <QrSymbol
            symbol={symbol}
            label={
              symbols.length === 1 ? label : t('pharmacy.symbolOf', { label, n: at + 1, of: symbols.length })
            }
          />
          {symbols.length === 1 ? null : (
            <p className="text-center text-sm">
              {t('pharmacy.symbolNumber', { n: at + 1, of: symbols.length })}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
