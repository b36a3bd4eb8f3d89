import { useTranslation } from 'react-i18next';
import type { EligibilityState } from '../../api/eligibility-types.ts';
import { Icon } from '../../components/icon.tsx';
import { toneOf } from './standing.ts';

const LOOKS = { good: 'text-good', warn: 'text-warn', danger: 'text-danger' } as const;

/** State of a coverage in words with a mark, small for tables, large for an answer. */
export function StateMark({ state, large = false }: { state: EligibilityState; large?: boolean }) {
  const { t } = useTranslation();
  const tone = toneOf(state);
  return (
    <span
      className={`inline-flex items-start gap-1.5 font-bold ${LOOKS[tone]} ${large ? 'text-3xl leading-tight' : ''}`}
    >
      <span className="mt-0.5">
        <Icon name={tone === 'good' ? 'done' : 'warning'} size={large ? 32 : 18} />
      </span>
      <span>{t(`coverage.state.${state}`, { defaultValue: t('coverage.state.unknown-code') })}</span>
    </span>
  );
}
