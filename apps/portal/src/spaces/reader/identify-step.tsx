import { type FormEvent, useId, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Identification } from '../../api/eligibility-types.ts';
import { Icon } from '../../components/icon.tsx';
import { KioskButton, Screen } from './kiosk.tsx';
import { PIN_TRIES } from './model.ts';

/** Second step: how the patient shows who they are. The face is simulated, and the button says so. */
export function IdentifyStep({ onChoose }: { onChoose: (how: Identification) => void }) {
  const { t } = useTranslation();
  return (
    <Screen title={t('reader.identify.title')} lead={t('reader.identify.lead')}>
      <div className="space-y-4">
        <KioskButton
          look="primary"
          icon="face"
          note={t('reader.identify.faceNote')}
          onPress={() => onChoose('face')}
        >
          {t('reader.identify.face')}
        </KioskButton>
        <KioskButton icon="key" note={t('reader.identify.pinNote')} onPress={() => onChoose('pin')}>
          {t('reader.identify.pin')}
        </KioskButton>
        <KioskButton icon="eye" note={t('reader.identify.staffNote')} onPress={() => onChoose('staff-look')}>
          {t('reader.identify.staff')}
        </KioskButton>
      </div>
    </Screen>
  );
}

/** A member of staff compares the person with the picture on the card. */
export function StaffStep({ onConfirm, onBack }: { onConfirm: () => void; onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <Screen title={t('reader.staff.title')} lead={t('reader.staff.lead')}>
      <KioskButton look="primary" icon="done" onPress={onConfirm}>
        {t('reader.staff.confirm')}
      </KioskButton>
      <KioskButton look="plain" icon="left" onPress={onBack}>
        {t('reader.back')}
      </KioskButton>
    </Screen>
  );
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;

/** Four digits by the pad on the screen or by keyboard; the fourth sends them. */
export function PinStep({
  opensFile,
  wrong,
  onPin,
  onBack,
}: {
  /** The number opens the file only; the patient is identified otherwise. */
  opensFile: boolean;
  wrong: number;
  onPin: (pin: string) => void;
  onBack: () => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [pin, setPin] = useState('');
  const change = (next: string) => {
    const digits = next.normalize('NFKC').replace(/\D/g, '').slice(0, 4);
    setPin(digits);
    if (digits.length === 4) {
      onPin(digits);
      setPin('');
    }
  };
  return (
    <Screen title={t('reader.pin.title')} lead={t(opensFile ? 'reader.pin.opensFile' : 'reader.pin.lead')}>
      {wrong > 0 ? (
        <p role="alert" className="flex items-center gap-2 text-xl font-bold text-danger">
          <Icon name="warning" size={28} />
          {t('reader.pin.wrong', { n: PIN_TRIES - wrong })}
        </p>
      ) : null}
      <form onSubmit={(event: FormEvent) => event.preventDefault()} className="mx-auto max-w-md space-y-4">
        <label htmlFor={id} className="block text-xl font-bold">
          {t('reader.pin.label')}
        </label>
        <input
          id={id}
          className="field kiosk-pin"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          value={pin}
          onChange={(event) => change(event.target.value)}
        />
        <div className="grid grid-cols-3 gap-3">
          {KEYS.map((key) => (
            <AriaButton key={key} className="kiosk-key" onPress={() => change(pin + key)}>
              {key}
            </AriaButton>
          ))}
          <AriaButton className="kiosk-key kiosk-key-wide" onPress={() => setPin(pin.slice(0, -1))}>
            {t('reader.pin.erase')}
          </AriaButton>
        </div>
      </form>
      <KioskButton look="plain" icon="left" onPress={onBack}>
        {t('reader.back')}
      </KioskButton>
    </Screen>
  );
}
