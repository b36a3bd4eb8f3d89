import { useEffect, useState } from 'react';
import { Label, ProgressBar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../lib/format.ts';
import { addSample, rateOf } from '../lib/rate.ts';
import { useLanguage } from '../lib/use-language.ts';

/** A bar with bytes, rate and remaining time. */
export function ByteProgress({ label, done, total }: { label: string; done: number; total: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [samples, setSamples] = useState<ReturnType<typeof addSample>>([]);
  useEffect(() => {
    setSamples((before) => addSample(before, Date.now(), done));
  }, [done]);
  const { perSecond, secondsLeft } = rateOf(samples, total);
  const percent = total === 0 ? 0 : Math.min(100, (done / total) * 100);
  return (
    <ProgressBar value={percent} className="block">
      <Label className="block font-bold">{label}</Label>
      <div className="my-1 h-4 overflow-hidden rounded-full border border-edge bg-panel">
        <div className="h-full bg-accent" style={{ width: `${percent}%` }} />
      </div>
      <p className="text-sm">
        {Math.floor(percent)}% / {formatBytes(done, language)} / {formatBytes(total, language)}
        {perSecond === null ? '' : ` / ${t('intake.rate', { rate: formatBytes(perSecond, language) })}`}
        {secondsLeft === null ? '' : ` / ${t('intake.left', { n: secondsLeft })}`}
      </p>
    </ProgressBar>
  );
}
