import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Disclosure } from '../../api/access-types.ts';
import { Icon } from '../../components/icon.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useAccessWords } from '../person/access-words.ts';
import { ProofButton } from './proof-button.tsx';
import { QuestionPart } from './question-part.tsx';
import { useHome } from './use-home.ts';

/** Patients' own looks outnumber all others; each look at this very page is one. */
export const isOwnAct = ({ role, actingFor }: Disclosure): boolean => role === 'patient' && !actingFor;

/** Grounds on which nothing clinical is seen. */
const PROCEDURES: readonly (string | null)[] = ['identification', 'eligibility', 'insurer', 'review'];

/** One entry; procedures at the desk take one line and open on a press, looks and refusals stand in full. */
export function DisclosureItem({ entry }: { entry: Disclosure }) {
  const language = useLanguage();
  const words = useAccessWords();
  const procedure =
    !entry.highlighted &&
    entry.outcome !== 'refused' &&
    (isOwnAct(entry) || PROCEDURES.includes(entry.ground));
  const id = `entry-${entry.id}`;
  if (!procedure) return <Look entry={entry} id={id} />;
  return (
    <li id={id} className="panel px-4 py-1">
      <details>
        <summary className="min-h-11 content-center">
          {formatInstant(entry.at, language)} <Who entry={entry} />
          <span className="block text-sm text-soft">{words.act(entry)}</span>
        </summary>
        <div className="pb-3">
          <Facts entry={entry} />
          <Actions entry={entry} />
        </div>
      </details>
    </li>
  );
}

/** One look in plain words: who, when, what, and why it was allowed. */
function Look({ entry, id }: { entry: Disclosure; id: string }) {
  const { t } = useTranslation();
  const words = useAccessWords();
  const refused = entry.outcome === 'refused';
  const frame = entry.highlighted
    ? 'border-2 border-danger bg-danger-tint'
    : refused
      ? 'border-danger bg-panel'
      : 'border-line bg-panel';
  return (
    <li className={`rounded-8 border p-4 ${frame}`} id={id}>
      {entry.highlighted ? (
        <p className="mb-1 flex items-center gap-2 font-bold text-danger">
          <Icon name="warning" />
          {t(entry.ground === 'disaster' ? 'disclosure.disaster' : 'disclosure.emergency')}
        </p>
      ) : null}
      <p className="text-lg leading-snug font-bold">
        <Who entry={entry} />
      </p>
      <Facts entry={entry} />
      <p className={`mt-1 flex items-start gap-1.5 font-bold ${refused ? 'text-danger' : ''}`}>
        <Icon name={refused ? 'lock' : 'eye'} />
        <span>
          {refused ? t('disclosure.refused') : null}
          {!refused && (entry.itemCount ?? 0) > 0 ? t('disclosure.shown', { n: entry.itemCount }) : null}
          {!refused && (entry.itemCount ?? 0) === 0 ? t('disclosure.noItems') : null}
          {entry.refusalCode ? (
            <span className="block text-sm font-normal">
              {words.refusal(entry.refusalCode)} <code>{entry.refusalCode}</code>
            </span>
          ) : null}
        </span>
      </p>
      <Actions entry={entry} />
    </li>
  );
}

function Facts({ entry }: { entry: Disclosure }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useAccessWords();
  return (
    <dl className="mt-1 grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 gap-y-0.5 sm:grid-cols-[7rem_minmax(0,1fr)]">
      <Row term={t('disclosure.when')}>{formatInstant(entry.at, language)}</Row>
      <Row term={t('disclosure.did')}>
        {words.act(entry)}
        {entry.categories.length > 0 ? t('common.paren', { text: words.categories(entry.categories) }) : null}
      </Row>
      {entry.outcome === 'refused' ? null : (
        <Row term={t('disclosure.why')}>
          {entry.ground === null ? t('disclosure.noGround') : words.groundPlain(entry.ground)}
        </Row>
      )}
    </dl>
  );
}

/** Asking and proving are for the person alone. */
function Actions({ entry }: { entry: Disclosure }) {
  if (!useHome().isOwn || isOwnAct(entry)) return null;
  return (
    <div className="mt-2 flex flex-wrap items-start gap-2 print:hidden">
      {entry.facilityName === null ? null : <QuestionPart entry={entry} />}
      <ProofButton entry={entry} />
    </div>
  );
}

function Who({ entry }: { entry: Disclosure }) {
  const { t } = useTranslation();
  const words = useAccessWords();
  if (isOwnAct(entry)) return t('disclosure.you');
  if (entry.actingFor) return t('disclosure.proxy');
  const name = entry.facilityName ?? t('disclosure.noFacility');
  return entry.role === null ? name : `${name}${t('common.paren', { text: words.roles(entry.role) })}`;
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-sm text-soft">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
