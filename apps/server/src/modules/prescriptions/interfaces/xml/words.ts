import { parseLocalDate } from '@tsunagu/ids';
import { type Finding, type Prescription, writeDispensing } from '@tsunagu/jahis';
import type { PrescriptionResponseBody } from '@tsunagu/oqs';
import type { Verification } from '../../model/signing.ts';
import table from '../../model/transitions.json' with { type: 'json' };
import type { State } from '../../model/transitions.ts';
import type { DispensingView, PrescriptionView } from '../../view.ts';
import TEXTS from './interface-errors.json' with { type: 'json' };

type Body = PrescriptionResponseBody;
type List<K extends keyof Body> = NonNullable<Body[K]>;

const filled = (text: string, values: Readonly<Record<string, number>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

/** In the words of the service. @spec prescriptions.md §3.1 */
export const statusWord = (state: State): string => table.words[state].service;

/** A day as elements carry it; left out where there is none. */
export function dayElement<K extends string>(name: K, day: string | null) {
  const date = day === null ? null : parseLocalDate(day);
  return (date === null ? {} : { [name]: date }) as { readonly [P in K]?: NonNullable<typeof date> };
}

/** Outcome of a verification, in a list of one; nothing where nothing was signed. @spec prescriptions.md §9 */
export const verifyResults = (signature: Verification | null): Pick<Body, 'verifyResults'> =>
  signature === null
    ? {}
    : {
        verifyResults: [
          {
            status: signature.status,
            failureReasons: [...signature.reasons, ...(signature.notes ?? [])].map(({ key, message }) => ({
              messageKey: key,
              message: message.ja,
            })),
          },
        ],
      };

/** Where a rule was broken: by its line, or by the number of the drug. */
const placeOf = (found: Finding & { readonly rp?: number; readonly drug?: number }): string =>
  found.rp === undefined || found.drug === undefined
    ? filled(TEXTS.words.line, { line: found.line })
    : filled(TEXTS.words.drug, { rp: found.rp, drug: found.drug });

export const csvCheckResults = (findings: readonly Finding[]): List<'csvCheckResults'> =>
  findings.map((one) => ({
    resultCode: one.rule,
    resultMessage: one.line > 0 || 'rp' in one ? `${one.message.ja}（${placeOf(one)}）` : one.message.ja,
  }));

/** Where a prescription stands. */
export const standing = (view: PrescriptionView): Body => ({
  prescriptionId: view.prescriptionId,
  prescriptionStatus: statusWord(view.state),
  issueType: view.issueType === 'electronic' ? '1' : '2',
  ...dayElement('expirationDate', view.usableUntil),
  ...(view.accessCode === null ? {} : { accessCode: view.accessCode }),
});

export const resultElement = (result: DispensingView): List<'dispensingResults'>[number] => ({
  dispensingResultId: result.dispensingId,
  dispensingResultStatus: TEXTS.words.result[result.state],
  prescriptionIds: result.prescriptionIds.map((prescriptionId) => ({ prescriptionId })),
  useNumber: result.use,
  pharmacyCode: result.pharmacy.code,
  ...dayElement('dispensedDate', result.dispensedOn),
  ...dayElement('storedUntil', result.storedUntil),
  ...(result.document.message === null ? {} : { message: result.document.message }),
  dispensingInfo: Buffer.from(writeDispensing(result.document).bytes).toString('base64'),
});

/** The drugs of a prescription in the order in which they are counted. */
export const drugNames = ({ groups }: Pick<Prescription, 'groups'>): readonly string[] =>
  groups.flatMap(({ drugs }) => drugs.map(({ name }) => name));
