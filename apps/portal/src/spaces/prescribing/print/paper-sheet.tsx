import { symbolsOf } from '@tsunagu/jahis/qr';
import type { PrescriptionView } from '../../../api/prescription-types.ts';
import { QrSymbol } from '../../../components/qr-symbol.tsx';
import { DrugRows, eraDate, PatientRows } from './form-rows.tsx';
import { formWords } from './form-words.ts';

function bytesOf(base64: readonly string[]): Uint8Array {
  return Uint8Array.from(
    base64.flatMap((one) => Array.from(atob(one), (character) => character.charCodeAt(0))),
  );
}

/** A prescription on paper, laid out as 様式第二号, with its two-dimensional symbols below. */
export function PaperSheet({ view, symbols }: { view: PrescriptionView; symbols: readonly string[] }) {
  const t = formWords();
  const { document } = view;
  const matrices = symbols.length === 0 ? [] : symbolsOf(bytesOf(symbols));
  return (
    <>
      <h2 className="sheet-title">{t('rx.paper.title')}</h2>
      <p className="sheet-under">{t('rx.paper.anywhere')}</p>
      <table className="sheet-table">
        <tbody>
          <PatientRows document={document} />
          <tr>
            <th scope="row">{t('rx.paper.issued')}</th>
            <td>{eraDate(view.issuedOn)}</td>
            <th scope="row">{t('rx.paper.until')}</th>
            <td>
              {document.usableUntil === null
                ? t('rx.paper.usual', { date: eraDate(view.usableUntil) })
                : eraDate(view.usableUntil)}
            </td>
          </tr>
          <tr>
            <th scope="row">{t('rx.paper.institution')}</th>
            <td colSpan={3}>
              <Institution view={view} />
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
        <p className="sheet-refill">
          {document.refillUses === null
            ? t('rx.paper.refillNone')
            : t('rx.paper.refill', { n: document.refillUses })}
          {document.split === null ? '' : `　${t('rx.mark.split', document.split)}`}
        </p>
      </section>
      <Remarks view={view} />
      <Dispensed />
      <div className="sheet-symbols">
        {matrices.map((matrix, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: symbols are named by their place
          <figure key={index}>
            <QrSymbol matrix={matrix} label={t('rx.paper.symbol', { n: index + 1, of: matrices.length })} />
            {matrices.length > 1 ? (
              <figcaption>
                {index + 1}/{matrices.length}
              </figcaption>
            ) : null}
          </figure>
        ))}
      </div>
    </>
  );
}

function Institution({ view }: { view: PrescriptionView }) {
  const t = formWords();
  const { institution, doctor } = view.document;
  return (
    <>
      <span className="block">{[institution.postalCode, institution.address].filter(Boolean).join(' ')}</span>
      <span className="block">{institution.name ?? view.institution.name}</span>
      <span className="block">
        {institution.phone === null ? '' : t('rx.paper.phone', { phone: institution.phone })}　
        {t('rx.paper.codes', {
          prefecture: institution.prefecture,
          kind: institution.codeKind,
          code: institution.code,
        })}
      </span>
      <span className="sheet-doctor">
        <span>{t('rx.paper.doctor', { name: doctor.name })}</span>
        <span className="sheet-seal">{t('rx.paper.seal')}</span>
      </span>
    </>
  );
}

function Remarks({ view }: { view: PrescriptionView }) {
  const t = formWords();
  const { remarks, leftovers, narcotic, providedInformation, testValues } = view.document;
  return (
    <section className="sheet-box">
      <h3>{t('rx.paper.remarks')}</h3>
      {remarks.map(({ text }) => (
        <p key={text}>{text}</p>
      ))}
      {narcotic === null ? null : (
        <p>
          {t('rx.paper.narcotic', {
            licence: narcotic.licence ?? '',
            address: narcotic.address,
            phone: narcotic.phone,
          })}
        </p>
      )}
      {providedInformation.map(({ drug, comment }) => (
        <p key={`${drug} ${comment}`}>{[drug, comment].filter(Boolean).join('：')}</p>
      ))}
      {testValues.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <p>
        {t('rx.paper.leftovers')}　{t(leftovers === '1' ? 'rx.paper.box.on' : 'rx.paper.box.off')}
        {t('rx.leftovers.1')}　{t(leftovers === '2' ? 'rx.paper.box.on' : 'rx.paper.box.off')}
        {t('rx.leftovers.2')}
      </p>
    </section>
  );
}

/** For the pharmacy's pen. */
function Dispensed() {
  const t = formWords();
  return (
    <table className="sheet-table sheet-pharmacy">
      <tbody>
        <tr>
          <th scope="row">{t('rx.paper.dispensedOn')}</th>
          <td>{t('rx.paper.blankDate')}</td>
          <th scope="row">{t('rx.paper.pharmacy')}</th>
          <td />
        </tr>
      </tbody>
    </table>
  );
}
