import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components';
import { Icon, type IconName } from '../../components/icon.tsx';

const LOOKS = {
  primary: 'bg-accent text-on-accent border-accent',
  secondary: 'bg-panel text-accent border-accent',
  plain: 'bg-panel text-ink border-edge',
} as const;

/** A button for a finger at arm's length. */
export function KioskButton({
  look = 'secondary',
  icon,
  note,
  children,
  ...props
}: Omit<ButtonProps, 'className' | 'style' | 'children'> & {
  look?: keyof typeof LOOKS;
  icon?: IconName;
  note?: string;
  children: ReactNode;
}) {
  return (
    <AriaButton
      {...props}
      className={`flex h-full min-h-20 w-full items-center gap-4 rounded-8 border-2 px-5 py-3 text-start disabled:opacity-60 ${LOOKS[look]}`}
    >
      {icon ? <Icon name={icon} size={36} /> : null}
      <span className="min-w-0">
        <span className="block text-2xl leading-snug font-bold">{children}</span>
        {note ? <span className="block text-base leading-snug">{note}</span> : null}
      </span>
    </AriaButton>
  );
}

/** One screen of the reader: a heading, a sentence, and what one can press. */
export function Screen({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  return (
    <div className="space-y-6">
      <div>
        <h1 className="text-3xl leading-snug md:text-4xl">{title}</h1>
        {lead ? <div className="mt-3 text-xl leading-relaxed">{lead}</div> : null}
      </div>
      {children}
    </div>
  );
}
