import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import type { IssueType, Registered } from '../../api/prescription-types.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { CheckPanel } from './check-panel.tsx';
import { amountId, unitId } from './drug-line.tsx';
import { DrugSearch, SEARCH_ID } from './drug-search.tsx';
import { partId, quantityId } from './group-card.tsx';
import { GroupList } from './group-list.tsx';
import { decisionsOf, type Overrides, undecided } from './model/alerts.ts';
import { addDrug, type Draft } from './model/draft.ts';
import { type Fault, faultsOf, isEmpty, NARCOTIC } from './model/send.ts';
import { OrderOptions } from './order-options.tsx';
import { RxProblem } from './rx-problem.tsx';
import { SigningPanel, useSigning } from './signing-panel.tsx';
import { usageId } from './usage-search.tsx';
import { useCheck } from './use-check.ts';
import { useFocusLater } from './use-focus-later.ts';
import { useIssue } from './use-issue.ts';

/** The field in which the first thing is missing. */
function fieldOf(faults: ReadonlyMap<string, readonly Fault[]>): string {
  for (const [key, [fault]] of faults) {
    if (fault === 'usage') return usageId(key);
    if (fault === 'quantity') return quantityId(key);
    if (fault === 'perPart') return partId(key);
    if (fault === 'amount') return amountId(key);
    if (fault === 'unit') return unitId(key);
  }
  return SEARCH_ID;
}

/** Writing a prescription: drugs from one search box, the check beside them, signing and issuing. */
export function PrescribeForm({
  personRef,
  start,
  startType,
  chosenAtReader,
  today,
  replaces = null,
  onIssued,
}: {
  personRef: string;
  start: Draft;
  startType: IssueType;
  chosenAtReader: IssueType | null;
  today: string;
  /** The prescription that is changed; null = a new one. */
  replaces?: string | null;
  onIssued: (issued: readonly Registered[]) => void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(start);
  const [issueType, setIssueType] = useState(startType);
  const [overrides, setOverrides] = useState<Overrides>(new Map());
  const [chartNote, setChartNote] = useState<string | null>(null);
  const [into, setInto] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const focus = useFocusLater();
  useEffect(() => document.getElementById(SEARCH_ID)?.focus(), []);
  const check = useCheck(personRef, draft, chartNote, replaces);
  const signing = useSigning();
  const issue = useIssue(personRef, replaces, onIssued);
  const change = (next: Draft) => {
    setDraft(next);
    if (issue.isError) issue.reset();
  };
  const faults = faultsOf(draft);
  const open = undecided(check.answer, overrides);
  const target = draft.groups.findIndex(({ key }) => key === into);
  const unsigned = issueType === 'electronic' && signing.data?.certificate === null;
  const ready = !issue.isPending && (check.current || check.error !== null);
  const submit = () => {
    setTried(true);
    if (isEmpty(draft)) focus(SEARCH_ID);
    else if (faults.size > 0) focus(fieldOf(faults));
    if (isEmpty(draft) || faults.size > 0 || open.length > 0 || unsigned) return;
    const order = { draft, issueType, decisions: decisionsOf(check.answer, overrides) };
    issue.mutate(order, {
      onError: (error) => {
        // Somebody prescribed meanwhile: what stands in the way is shown beside its drug.
        if (error instanceof ApiError && error.code === 'RX_CONTRAINDICATED') void check.again();
      },
    });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a second way to the button below, from any field
    <div
      className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]"
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && ready) submit();
      }}
    >
      <div className="min-w-0 space-y-4">
        <section aria-label={t('rx.search')} className="panel p-4">
          <DrugSearch
            on={today}
            help={target < 0 ? t('rx.searchHelp') : t('rx.searchInto', { n: target + 1 })}
            onChoose={(found, { shift }) => {
              const last = shift ? (draft.groups.at(-1)?.key ?? null) : null;
              const added = addDrug(draft, found, target < 0 ? last : into);
              setInto(null);
              change(added.draft);
              focus(amountId(added.lineKey));
            }}
          />
        </section>
        <GroupList
          personRef={personRef}
          draft={draft}
          check={check}
          faults={tried ? faults : null}
          overrides={overrides}
          onChange={change}
          onOverride={(key, said) => setOverrides(new Map(overrides).set(key, said))}
          onAddTo={(groupKey) => {
            setInto(groupKey);
            focus(SEARCH_ID);
          }}
          onFocus={focus}
        />
      </div>
      <div className="min-w-0 space-y-4">
        <CheckPanel personRef={personRef} check={check} chartNote={chartNote} onChartNote={setChartNote} />
        <OrderOptions
          draft={draft}
          issueType={issueType}
          chosenAtReader={chosenAtReader}
          today={today}
          changing={replaces !== null}
          narcoticMissing={tried && faults.has(NARCOTIC)}
          onIssueType={setIssueType}
          onChange={(part) => change({ ...draft, ...part })}
        />
        <Section title={t('rx.issue.title')}>
          <div className="space-y-3">
            {issueType === 'electronic' ? (
              <SigningPanel />
            ) : (
              <p className="text-sm">{t('rx.issue.paperNote')}</p>
            )}
            <div role="status" className="space-y-2">
              {tried && isEmpty(draft) ? <Notice tone="warn" title={t('rx.issue.empty')} /> : null}
              {tried && faults.size > 0 ? <Notice tone="warn" title={t('rx.issue.faults')} /> : null}
              {open.length > 0 ? (
                <Notice tone="danger" title={t('rx.issue.stopped', { n: open.length })} />
              ) : null}
            </div>
            <Button
              look="primary"
              extra="w-full"
              isDisabled={!ready}
              aria-keyshortcuts="Control+Enter"
              onPress={submit}
            >
              {t(`rx.issue.${replaces === null ? 'button' : 'buttonChange'}.${issueType}`)}
            </Button>
            <p className="text-sm text-soft max-md:hidden">{t('rx.issue.keys')}</p>
            {issue.isError ? <RxProblem error={issue.error} /> : null}
          </div>
        </Section>
      </div>
    </div>
  );
}
