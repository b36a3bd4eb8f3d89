import { useTranslation } from 'react-i18next';
import type { PrescriptionView, RpGroup } from '../../api/prescription-types.ts';
import { Notice } from '../../components/notice.tsx';
import { usePrescriptionWords } from './words.ts';

/** What was prescribed, as it was written. */
export function PrescribedGroups({ groups }: { groups: readonly RpGroup[] }) {
  const { t } = useTranslation();
  return (
    <ol className="space-y-3">
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: RPs are numbered by their place and never move
        <li key={at} className="border-b border-line pb-3 last:border-b-0">
          <h3 className="text-sm font-bold text-soft">{t('pharmacy.rp', { n: at + 1 })}</h3>
          <Group group={group} />
        </li>
      ))}
    </ol>
  );
}

function Group({ group }: { group: RpGroup }) {
  const { t } = useTranslation();
  const words = usePrescriptionWords();
  return (
    <>
      <ul>
        {group.drugs.map((drug, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: drugs are numbered by their place and never move
          <li key={at}>
            <span className="font-bold">{drug.name}</span>{' '}
            <span className="whitespace-nowrap">{words.amount(drug, group.form)}</span>
            {words.notes(drug).map((note) => (
              <span key={note} className="block pl-4 text-sm">
                {note}
              </span>
            ))}
          </li>
        ))}
      </ul>
      <p>
        {words.form(group)} {group.usage.name}{' '}
        <span className="font-bold">{words.quantity(group.form, group.quantity)}</span>
        {group.splitQuantity === null
          ? ''
          : ` ${t('pharmacy.splitQuantity', {
              part: group.splitQuantity.perPart,
              total: group.splitQuantity.total,
            })}`}
      </p>
      {group.supplements.map(({ text }) => (
        <p key={text} className="pl-4 text-sm">
          {text}
        </p>
      ))}
    </>
  );
}

/** Records 301, 302, 61, 62 and 81: what the prescriber wants the pharmacist to know. @spec prescriptions.md §6.6 */
export function PrescriberNotes({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  const { document } = view;
  const { remarks, providedInformation, testValues, narcotic, leftovers } = document;
  return (
    <>
      {narcotic === null ? null : (
        <Notice tone="warn" title={t('pharmacy.narcotic')}>
          <p>{t('pharmacy.narcoticLicence', { number: narcotic.licence ?? t('pharmacy.none') })}</p>
          <p>{t('pharmacy.narcoticAddress', { address: narcotic.address, phone: narcotic.phone })}</p>
        </Notice>
      )}
      <Lines
        title={t('pharmacy.information')}
        lines={providedInformation.map(({ drug, comment }) =>
          drug === '' ? comment : `${drug}: ${comment}`,
        )}
      />
      <Lines title={t('pharmacy.testValues')} lines={testValues} />
      <Lines title={t('pharmacy.remarks')} lines={remarks.map(({ text }) => text)} />
      {leftovers === '1' || leftovers === '2' ? (
        <p className="mt-2 font-bold">{t(`pharmacy.leftovers.${leftovers}`)}</p>
      ) : null}
    </>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className="mt-3 rounded-8 border-l-4 border-accent bg-tint px-3 py-2">
      <h3 className="font-bold">{title}</h3>
      <ul className="list-disc pl-5">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
