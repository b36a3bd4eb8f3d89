import { useTranslation } from 'react-i18next';
import type { Provenance } from '../../../api/types.ts';
import { dayOfInstant } from '../../../lib/dates.ts';
import { formatDate, formatDay, formatMonth } from '../../../lib/format.ts';
import { useLanguage } from '../../../lib/use-language.ts';
import { HideButton } from '../hiding.tsx';
import type { Entry } from '../model/axis-rows.ts';
import type { Overlap } from '../model/overlaps.ts';
import { sourceName } from '../model/source-name.ts';
import { treatmentLaneOf } from '../model/treatment-lanes.ts';
import { useWords } from '../words.ts';

/** The card of an entry: what, when, how much, from which file and edition, how old the information is. */
export function EntryCard({ entry, today, brief }: { entry: Entry; today: number; brief: boolean }) {
  if (entry.kind === 'drug') return <DrugCard entry={entry} today={today} brief={brief} />;
  if (entry.kind === 'treatment') return <TreatmentCard entry={entry} today={today} brief={brief} />;
  return <VisitCard entry={entry} />;
}

function Source({ provenance, today }: { provenance: Provenance; today: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const received = dayOfInstant(provenance.receivedAt);
  return (
    <p className="text-xs text-soft">
      {provenance.source === 'prescriptions'
        ? t('card.sourcePrescription', { line: provenance.line })
        : t('card.source', {
            file: sourceName(provenance),
            claim: provenance.claim,
            line: provenance.line,
          })}
      {' / '}
      {t('card.received', { date: formatDay(received, language), days: today - received })}
      {' / '}
      {provenance.masterEdition === null
        ? t('card.noMaster')
        : t('card.master', { edition: provenance.masterEdition })}
      {provenance.masterStatus === 'not-in-force' ? ` ${t('card.notInForce')}` : ''}
      {' / '}
      <span className="break-all">{t('card.file', { sha: provenance.file.slice(0, 12) })}</span>
    </p>
  );
}

type DrugEntry = Extract<Entry, { kind: 'drug' }>;

function DrugCard({ entry, today, brief }: { entry: DrugEntry; today: number; brief: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useWords();
  const { regimen, overlaps } = entry;
  return (
    <div className="space-y-1">
      <p>
        {words.period(regimen)}
        {regimen.kind === 'assumed' ? <span className="ml-1 text-soft">{t('card.assumed')}</span> : null}
      </p>
      {regimen.supplies.map(({ line }) => (
        <div key={line.id}>
          <p>
            <span className="font-bold">{words.drugName(line)}</span>{' '}
            <span className="inline-block">{words.amount(line)}</span>{' '}
            <span className="inline-block">{words.days(line)}</span>
          </p>
          {line.usage ? <p>{line.usage}</p> : null}
          <p className="text-soft">
            {t(`setting.${line.setting}`)} / {words.source(line)}
            {line.prescribedOn
              ? ` / ${t('card.prescribedOn', { date: formatDate(line.prescribedOn, language) })}`
              : ''}
          </p>
          {brief ? null : <Source provenance={line.provenance} today={today} />}
          {brief ? null : <HideButton line={line} />}
        </div>
      ))}
      {overlaps.map((overlap) => (
        <OverlapLine key={`${overlap.from}${overlap.first.id}`} overlap={overlap} />
      ))}
    </div>
  );
}

function OverlapLine({ overlap }: { overlap: Overlap }) {
  const { t } = useTranslation();
  const words = useWords();
  const { first, second } = overlap;
  return (
    <p className="font-bold text-warn">
      {t('card.overlap', { period: words.period({ ...overlap, kind: 'exact' }) })}{' '}
      {overlap.certainty === 'institutions'
        ? t('summary.between', {
            a: words.institution(first.prescriber ?? first.institution),
            b: words.institution(second.prescriber ?? second.institution),
          })
        : t('summary.twoClaims')}
    </p>
  );
}

type TreatmentEntry = Extract<Entry, { kind: 'treatment' }>;

function TreatmentCard({ entry, today, brief }: { entry: TreatmentEntry; today: number; brief: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useWords();
  return (
    <div className="space-y-1">
      <p>{formatDay(entry.from, language)}</p>
      {entry.mark.lines.map((line) => (
        <div key={line.id}>
          <p>
            <span className="font-bold">
              {line.known ? line.name : t('record.codeUnknown', { code: line.code })}
            </span>{' '}
            {line.quantity === null ? '' : `${line.quantity} ${line.unit ?? ''}`}{' '}
            {t('record.times', { n: line.count })}
          </p>
          <p className="text-soft">
            {t(`treatment.${treatmentLaneOf(line)}`)} / {t(`setting.${line.setting}`)} /{' '}
            {words.institution(line.institution)}
          </p>
          {brief ? null : <Source provenance={line.provenance} today={today} />}
          {brief ? null : <HideButton line={line} />}
        </div>
      ))}
    </div>
  );
}

function VisitCard({ entry }: { entry: Extract<Entry, { kind: 'visit' }> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { month } = entry;
  return (
    <div>
      <p className="font-bold">
        {formatMonth(month.month, language)} {t('visits.nDays', { n: month.days })}
      </p>
      <ul>
        {month.institutions.map((one) => (
          <li key={one.name}>{t('visits.at', { name: one.name, n: one.days })}</li>
        ))}
      </ul>
      {month.unnamed > 0 ? <p className="text-soft">{t('visits.unnamed', { n: month.unnamed })}</p> : null}
    </div>
  );
}
