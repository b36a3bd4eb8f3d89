import { useTranslation } from 'react-i18next';
import type { StepView } from '../../api/prescription-types.ts';
import { Section } from '../../components/page.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

/** Every step that the server may name (model/transitions.json there); others are told by the state they led to. */
const EVENTS: readonly string[] = [
  'register',
  'register-taken',
  'cancel',
  'undo-cancel',
  'replace',
  'undo-replace',
  'withdraw-replacement',
  'receive',
  'receive-again',
  'release',
  'refuse',
  'undo-refuse',
  'dispense',
  'dispense-more-to-come',
  'change-result',
  'change-earlier-result',
  'cancel-result',
  'cancel-earlier-result',
];

/** What happened to a prescription, in order. @spec prescriptions.md §3.1 */
export function StepList({ steps }: { steps: readonly StepView[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Section title={t('rx.one.steps')}>
      <ol className="space-y-2">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are never changed and stay in their order
          <li key={index} className="border-l-4 border-edge pl-3">
            <span className="block font-bold">
              {EVENTS.includes(step.event) ? t(`rx.event.${step.event}`) : t(`rx.state.${step.to}`)}
            </span>
            <span className="block text-sm text-soft">
              {formatInstant(step.at, language)} / {step.facility.name}
            </span>
            {step.reason === null ? null : (
              <span className="block text-sm">{t('rx.one.refusedWhy', { reason: step.reason })}</span>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}
