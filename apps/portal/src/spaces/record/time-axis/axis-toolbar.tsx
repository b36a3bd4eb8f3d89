import { ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { PRESETS, pan, type Span, zoom } from '../model/time-scale.ts';

/** Zoom and movement by buttons; presets stand in the address. */
export function AxisToolbar({
  preset,
  onPreset,
  move,
  whole,
}: {
  preset: string;
  onPreset: (id: string) => void;
  move: (change: (span: Span) => Span) => void;
  whole: Span;
}) {
  const { t } = useTranslation();
  const middle = (span: Span) => (span.from + span.to) / 2;
  return (
    <div
      role="toolbar"
      aria-label={t('axis.toolbar')}
      className="flex flex-wrap items-center gap-1 print:hidden"
    >
      {PRESETS.map(({ id }) => (
        <ToggleButton key={id} className="pill" isSelected={preset === id} onChange={() => onPreset(id)}>
          {t(`axis.preset.${id}`)}
        </ToggleButton>
      ))}
      <span className="mx-1" />
      <Button
        extra="w-11 px-0"
        aria-label={t('axis.earlier')}
        onPress={() => move((s) => pan(s, -(s.to - s.from) / 3, whole))}
      >
        <Icon name="left" />
      </Button>
      <Button
        extra="w-11 px-0"
        aria-label={t('axis.later')}
        onPress={() => move((s) => pan(s, (s.to - s.from) / 3, whole))}
      >
        <Icon name="right" />
      </Button>
      <Button
        extra="w-11 px-0"
        aria-label={t('axis.zoomIn')}
        onPress={() => move((s) => zoom(s, 0.6, middle(s), whole))}
      >
        <Icon name="plus" />
      </Button>
      <Button
        extra="w-11 px-0"
        aria-label={t('axis.zoomOut')}
        onPress={() => move((s) => zoom(s, 1 / 0.6, middle(s), whole))}
      >
        <Icon name="minus" />
      </Button>
    </div>
  );
}
