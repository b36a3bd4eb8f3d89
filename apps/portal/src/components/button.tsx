import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components';

type Look = 'primary' | 'secondary' | 'quiet' | 'bar' | 'danger';

const SHAPE =
  'inline-flex items-center justify-center gap-2 min-h-11 rounded-8 px-4 py-2 text-oln-16B-100 leading-tight disabled:opacity-60 disabled:cursor-not-allowed';

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-on-accent border border-accent hover:opacity-90',
  secondary: 'bg-panel text-accent border border-accent hover:bg-tint',
  quiet: 'bg-transparent text-accent underline underline-offset-4 border border-transparent hover:bg-tint',
  bar: 'bg-transparent text-accent underline underline-offset-4 border border-transparent hover:bg-tint max-md:px-1.5 max-md:text-sm',
  danger: 'bg-panel text-danger border border-danger hover:bg-danger-tint',
};

export function buttonClass(look: Look = 'secondary', extra = ''): string {
  return `${SHAPE} ${LOOKS[look]} ${extra}`;
}

/** A button in one of four looks; one `primary` a page. */
export function Button({
  look = 'secondary',
  extra = '',
  children,
  ...props
}: Omit<ButtonProps, 'className' | 'style' | 'children'> & {
  look?: Look;
  extra?: string;
  children: ReactNode;
}) {
  return (
    <AriaButton {...props} className={buttonClass(look, extra)}>
      {children}
    </AriaButton>
  );
}
