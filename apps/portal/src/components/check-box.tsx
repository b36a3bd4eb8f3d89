import type { ReactNode } from 'react';
import { Checkbox } from 'react-aria-components';
import { Icon } from './icon.tsx';

/** A box to tick with its words beside it. */
export function CheckBox({
  checked,
  onChange,
  disabled = false,
  extra = '',
  children,
}: {
  checked: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
  extra?: string;
  children: ReactNode;
}) {
  return (
    <Checkbox
      isSelected={checked}
      onChange={onChange}
      isDisabled={disabled}
      className={`check flex min-h-11 items-center gap-3 ${disabled ? 'opacity-60' : ''} ${extra}`}
    >
      <span aria-hidden="true" className="box">
        <Icon name="done" size={20} />
      </span>
      <span>{children}</span>
    </Checkbox>
  );
}
