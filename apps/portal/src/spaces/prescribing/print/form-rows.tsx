import type { Prescription } from '../../../api/prescription-types.ts';
import { formatBirthDate, formatDate, formatEraYear } from '../../../lib/format.ts';
import { formWords } from './form-words.ts';
import { formGroups } from './lines.ts';

/** A date as the form asks for it, with the year of the era first: `令和8年11月23日`. */
export const eraDate = (date: string): string =>
  `${formatEraYear(date, 'ja')}${formatDate(date, 'ja').replace(/^\d+年/, '')}`;

/** Whose prescription it is; a birth date may be known in part. */
export function PatientRows({ document }: { document: Prescription }) {
  const t = formWords();
  const { patient, insurance } = document;
  const born = /^\d{4}-\d{2}-\d{2}$/.test(patient.birthDate)
    ? formatBirthDate(patient.birthDate, 'ja')
    : patient.birthDate;
  const relation = insurance.relation === '2' ? 'dependant' : 'insured';
  return (
    <>
      <tr>
        <th scope="row">{t('rx.paper.insurer')}</th>
        <td>{insurance.insurerNumber}</td>
        <th scope="row">{t('rx.paper.numbers')}</th>
        <td>
          {[insurance.symbol, insurance.number].filter(Boolean).join('・')}
          {insurance.branch ? t('rx.paper.branch', { branch: insurance.branch }) : ''}
        </td>
      </tr>
      <tr>
        <th scope="row">{t('rx.paper.payer')}</th>
        <td>{document.publicExpenses.map(({ payer }) => payer).join(' / ')}</td>
        <th scope="row">{t('rx.paper.beneficiary')}</th>
        <td>{document.publicExpenses.map(({ beneficiary }) => beneficiary ?? '').join(' / ')}</td>
      </tr>
      <tr>
        <th scope="row">{t('rx.paper.name')}</th>
        <td>
          <span className="sheet-kana">{patient.kana?.normalize('NFKC')}</span>
          <span className="sheet-name">{patient.name}</span>
        </td>
        <th scope="row">{t('rx.paper.born')}</th>
        <td>
          {born}　{t(`rx.paper.sex.${patient.sex === '2' ? 'female' : 'male'}`)}
          <span className="block">{t(`rx.paper.relation.${relation}`)}</span>
        </td>
      </tr>
    </>
  );
}

/** What is prescribed; the left column is ticked where the maker may not be changed. */
export function DrugRows({ document }: { document: Prescription }) {
  const t = formWords();
  return (
    <ol className="sheet-groups">
      {formGroups(document.groups).map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups are named by their place
        <li key={index}>
          {group.drugs.map((drug, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: drugs are named by their place
            <div key={at} className="sheet-drug">
              <span className="sheet-tick">{drug.unchangeable ? t('rx.paper.tick') : ''}</span>
              <span>
                {at === 0 ? t('rx.paper.group', { n: index + 1 }) : ''}
                {drug.text}
                {drug.notes.map((note) => (
                  <span key={note} className="block sheet-note">
                    {note}
                  </span>
                ))}
              </span>
              <span className="sheet-amount">{drug.amount}</span>
            </div>
          ))}
          <p className="sheet-usage">{group.usage}</p>
          {group.notes.map((note) => (
            <p key={note} className="sheet-usage sheet-note">
              {note}
            </p>
          ))}
        </li>
      ))}
      <li className="sheet-end">{t('rx.paper.end')}</li>
    </ol>
  );
}
