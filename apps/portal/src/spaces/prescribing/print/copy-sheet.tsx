import type { PrescriptionView } from '../../../api/prescription-types.ts';
import { QrCode } from '../../../components/qr-code.tsx';
import { accessLine } from './access-line.ts';
import { DrugRows, eraDate, PatientRows } from './form-rows.tsx';
import { formWords } from './form-words.ts';

/** 処方内容（控え）: what the patient takes along; never the original. @spec prescriptions.md §1, §3 */
export function CopySheet({ view }: { view: PrescriptionView }) {
  const t = formWords();
  const { document, accessCode } = view;
  return (
    <>
      <h2 className="sheet-title">{t('rx.copy.title')}</h2>
      <p className="sheet-warning">{t('rx.copy.noOriginal')}</p>
      <div className="sheet-code">
        <div>
          <p className="sheet-label">{t('rx.copy.code')}</p>
          <p className="sheet-number">{accessCode ?? t('rx.copy.codeEnded')}</p>
          <p>{t('rx.copy.howTo')}</p>
        </div>
        {accessCode === null ? null : (
          <QrCode text={accessLine(document, accessCode)} label={t('rx.copy.symbol')} />
        )}
      </div>
      <table className="sheet-table">
        <tbody>
          <PatientRows document={document} />
          <tr>
            <th scope="row">{t('rx.paper.issued')}</th>
            <td>{eraDate(view.issuedOn)}</td>
            <th scope="row">{t('rx.copy.until')}</th>
            <td className="sheet-until">{t('rx.copy.untilDate', { date: eraDate(view.usableUntil) })}</td>
          </tr>
          <tr>
            <th scope="row">{t('rx.paper.institution')}</th>
            <td colSpan={3}>
              {document.institution.name ?? view.institution.name}
              <span className="block">{t('rx.paper.doctor', { name: document.doctor.name })}</span>
            </td>
          </tr>
        </tbody>
      </table>
      <section className="sheet-body">
        <h3 className="sheet-side">
          <span>{t('rx.paper.unchangeable')}</span>
          <span>{t('rx.paper.drugs')}</span>
        </h3>
        <DrugRows document={document} />
        {document.refillUses === null ? null : (
          <p className="sheet-refill">
            {t('rx.copy.refill', { n: document.refillUses, use: view.currentUse })}
          </p>
        )}
        {document.split === null ? null : (
          <p className="sheet-refill">{t('rx.mark.split', document.split)}</p>
        )}
      </section>
      <p className="sheet-id">{t('rx.copy.id', { id: view.prescriptionId })}</p>
    </>
  );
}
