import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

type Tone = 'info' | 'good' | 'warn' | 'danger';

const TONES: Record<Tone, { readonly look: string; readonly icon: IconName }> = {
  info: { look: 'border-accent bg-tint', icon: 'info' },
  good: { look: 'border-good bg-good-tint', icon: 'done' },
  warn: { look: 'border-warn bg-warn-tint', icon: 'warning' },
  danger: { look: 'border-danger bg-danger-tint', icon: 'warning' },
};

/** A message with a mark, a headline and words; `live` announces it to screen readers. */
export function Notice({
  tone,
  title,
  live = false,
  children,
}: {
  tone: Tone;
  title: string;
  live?: boolean;
  children?: ReactNode;
}) {
  const { look, icon } = TONES[tone];
  const role = live ? (tone === 'danger' ? { role: 'alert' } : { role: 'status' }) : {};
  return (
    <div {...role} className={`rounded-8 border-l-4 border-y border-r px-4 py-3 ${look}`}>
      <p className="flex items-start gap-2 font-bold">
        <span className="mt-0.5">
          <Icon name={icon} />
        </span>
        <span>{title}</span>
      </p>
      {children ? <div className="mt-1 pl-7 text-sm leading-relaxed">{children}</div> : null}
    </div>
  );
}
