import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pharmacyApi } from '../../api/pharmacy.ts';
import type { DispensingInput } from '../../api/pharmacy-types.ts';
import type { DispensingView, PrescriptionView } from '../../api/prescription-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { DateField } from '../../components/date-field.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { SigningPanel, useSigning } from '../prescribing/signing-panel.tsx';
import { CheckSection } from './check-section.tsx';
import { GroupFields } from './group-fields.tsx';
import {
  type DraftFaults,
  dispensedGroups,
  draftOf,
  draftOfResult,
  faultsOf,
  inputOf,
  proposedNext,
  type ResultDraft,
} from './model/dispense-draft.ts';
import { RefusalProblem } from './refusal-problem.tsx';
import { useToday } from './use-today.ts';

/** 調剤結果 as it is registered, or, with `result`, as it is changed. @spec prescriptions.md §2, §3.1, §4 */
export function DispenseForm({
  views,
  result,
  onDone,
}: {
  /** All of one person, institution and day: they get one result. */
  views: readonly PrescriptionView[];
  result: DispensingView | null;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const today = useToday();
  const [draft, setDraft] = useState<ResultDraft>(() =>
    result === null ? draftOf(views, today) : draftOfResult(views, result),
  );
  const [faults, setFaults] = useState<DraftFaults>({});
  const [first] = views;
  const paper = views.every(({ issueType }) => issueType === 'paper');
  const [unsigned, setUnsigned] = useState(false);
  const register = useRegister(result, onDone);
  const answered = views.flatMap(({ inquiries }) => inquiries);
  const change = (part: Partial<ResultDraft>) => {
    setDraft(followed({ ...draft, ...part }, draft));
    setFaults({});
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = faultsOf(draft, today);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const sign = paper && unsigned ? 'none' : 'service';
    const omitted = (name: string, reason: string) => t('pharmacy.omittedLine', { name, reason, lng: 'ja' });
    register.mutate(inputOf(draft, sign, [], omitted));
  };
  const fault = (key: string) => (faults[key] ? t(faults[key]) : null);
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <Section title={t(result === null ? 'pharmacy.resultTitle' : 'pharmacy.changeTitle')}>
        <p className="mb-3 text-soft">{t('pharmacy.resultNote')}</p>
        <ol className="space-y-4">
          {draft.groups.map((group, at) => (
            <GroupFields
              key={group.key}
              group={group}
              place={at + 1}
              on={draft.dispensedOn}
              faults={faults}
              adding={answered.length > 0}
              onChange={(changed) =>
                change({ groups: draft.groups.map((one) => (one.key === changed.key ? changed : one)) })
              }
            />
          ))}
        </ol>
        <div className="mt-4 grid gap-4 sm:grid-cols-2">
          <DateField
            label={t('pharmacy.dispensedOn')}
            value={draft.dispensedOn}
            max={today}
            error={fault('dispensedOn')}
            onChange={(dispensedOn) => change({ dispensedOn })}
          />
          <RefillFields draft={draft} error={fault('nextOn')} onChange={change} />
        </div>
        {draft.split === null ? null : <p className="mt-3">{t('pharmacy.splitPart', { ...draft.split })}</p>}
        <div className="mt-4">
          <TextArea
            label={t('pharmacy.message')}
            help={t('pharmacy.messageHelp')}
            rows={2}
            maxLength={600}
            value={draft.message}
            onChange={(message) => change({ message })}
          />
        </div>
      </Section>
      {first === undefined ? null : (
        <CheckSection id={first.prescriptionId} groups={dispensedGroups(draft)} />
      )}
      {paper ? (
        <CheckBox checked={unsigned} onChange={setUnsigned}>
          {t('pharmacy.unsigned')}
        </CheckBox>
      ) : null}
      <Send
        signing={!(paper && unsigned)}
        busy={register.isPending}
        faults={Object.keys(faults).length}
        nothing={fault('groups')}
        error={register.error}
        changing={result !== null}
      />
    </form>
  );
}

/** The day of the next use follows the days supplied until somebody types another. */
function followed(next: ResultDraft, before: ResultDraft): ResultDraft {
  if (next.refill === null || next.refill !== before.refill) return next;
  const proposed = proposedNext(before.dispensedOn, before.groups);
  if (next.refill.nextOn !== proposed) return next;
  return { ...next, refill: { ...next.refill, nextOn: proposedNext(next.dispensedOn, next.groups) } };
}

function useRegister(result: DispensingView | null, onDone: () => void) {
  return useMutation({
    mutationFn: (input: DispensingInput) =>
      result === null ? pharmacyApi.dispense(input) : pharmacyApi.changeResult(result.dispensingId, input),
    onSuccess: async (_, { prescriptionIds }) => {
      await Promise.all(
        prescriptionIds.map((id) =>
          queryClient.invalidateQueries({ queryKey: ['prescription', id], exact: true }),
        ),
      );
      onDone();
    },
  });
}

function RefillFields({
  draft,
  error,
  onChange,
}: {
  draft: ResultDraft;
  error: string | null;
  onChange: (part: Partial<ResultDraft>) => void;
}) {
  const { t } = useTranslation();
  const { refill } = draft;
  if (refill === null) return null;
  return (
    <div>
      {refill.finished ? null : (
        <DateField
          label={t('pharmacy.nextOn')}
          help={t('pharmacy.nextOnHelp')}
          value={refill.nextOn}
          min={draft.dispensedOn}
          error={error}
          onChange={(nextOn) => onChange({ refill: { ...refill, nextOn } })}
        />
      )}
      <CheckBox
        checked={refill.finished}
        onChange={(finished) =>
          onChange({ refill: { finished, nextOn: proposedNext(draft.dispensedOn, draft.groups) } })
        }
      >
        {t('pharmacy.refillFinished')}
      </CheckBox>
    </div>
  );
}

function Send({
  signing,
  busy,
  faults,
  nothing,
  error,
  changing,
}: {
  signing: boolean;
  busy: boolean;
  faults: number;
  nothing: string | null;
  error: unknown;
  changing: boolean;
}) {
  const { t } = useTranslation();
  const id = useId();
  const certificate = useSigning();
  const missing = signing && certificate.data?.certificate === null;
  return (
    <div className="space-y-3">
      {signing ? <SigningPanel /> : null}
      <div role="alert" id={id}>
        {faults > 0 ? (
          <Notice tone="danger" title={t('pharmacy.faults', { n: faults })}>
            {nothing}
          </Notice>
        ) : null}
      </div>
      {error === null ? null : <RefusalProblem error={error} />}
      <Button look="primary" type="submit" isDisabled={busy || missing} aria-describedby={id}>
        {busy
          ? t('pharmacy.registering')
          : t(
              changing
                ? 'pharmacy.registerChange'
                : signing
                  ? 'pharmacy.signAndRegister'
                  : 'pharmacy.register',
            )}
      </Button>
    </div>
  );
}
