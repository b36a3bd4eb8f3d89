import type { PrescriptionRequestBody, PrescriptionResponseBody } from '@tsunagu/oqs';
import { AppError } from '../../../../kernel/errors/app-error.ts';
import type { LifeDeps } from '../../deps.ts';
import {
  type AboutResult,
  cancelResult,
  changeResult,
  storeResult,
  timestampedResult,
} from '../../pharmacy/change-result.ts';
import type { ResultInput } from '../../pharmacy/prepare-result.ts';
import { readResult, resultsOfPharmacy, viewsOfResults } from '../../pharmacy/read-results.ts';
import { receive, refuse, release, undoRefuse } from '../../pharmacy/reception.ts';
import { type RegisteredResult, registerResult } from '../../pharmacy/register-result.ts';
import { searchAtPharmacy } from '../../pharmacy/search.ts';
import type { PrescriptionView } from '../../view.ts';
import type { Ask, Operation } from './ask.ts';
import { base64Of, idOf, stepOf } from './elements.ts';
import TEXTS from './interface-errors.json' with { type: 'json' };
import { resultElement, standing, statusWord, verifyResults } from './words.ts';

/** By the code that the patient brought, with the numbers of the insurance. Throws RX_CODE_WRONG and its like. */
function searchByCode(deps: LifeDeps, { caller, body }: Ask) {
  return searchAtPharmacy(deps, caller, {
    accessCode: body.accessCode ?? '',
    insurerNumber: body.insurerNumber ?? '',
    symbol: body.insuredCardSymbol ?? '',
    number: body.insuredIdentificationNumber ?? '',
    branch: body.insuredBranchNumber ?? '',
  });
}

/** The document as it was registered, with the outcome of its verification. */
async function received(deps: LifeDeps, view: PrescriptionView): Promise<PrescriptionResponseBody> {
  const [stored] = await deps.db.query<{ original: Buffer | null }>(
    'SELECT original FROM prescriptions.prescription WHERE person_id = $1 AND prescription_id = $2',
    [view.personId, view.prescriptionId],
  );
  const original = stored?.original ?? null;
  return {
    ...standing(view),
    ...(original === null ? {} : { prescriptionInfo: original.toString('base64') }),
    ...verifyResults(view.signature),
  };
}

/** By id, or by access code and numbers. @spec prescriptions.md §2, §3.1, §9 */
export const receiveOne: Operation = async (deps, ask) => {
  if (ask.body.prescriptionId !== undefined) return received(deps, await receive(deps, stepOf(ask)));
  if (ask.body.accessCode === undefined)
    throw new AppError('INPUT_INVALID', { body: 'PrescriptionId, or AccessCode and numbers' });
  const [found] = await searchByCode(deps, ask);
  if (found === undefined) throw new AppError('RX_CODE_WRONG');
  const { prescriptionId } = found;
  return received(
    deps,
    await receive(deps, { caller: ask.caller, prescriptionId, version: null, key: ask.key }),
  );
};

export const releaseOne: Operation = async (deps, ask) => standing(await release(deps, stepOf(ask)));
export const undoRefuseOne: Operation = async (deps, ask) => standing(await undoRefuse(deps, stepOf(ask)));
export const refuseOne: Operation = async (deps, ask) =>
  standing(await refuse(deps, { ...stepOf(ask), reason: reasonOf(ask.body) }));

const MOST_REASON_CHARACTERS = 600;

function reasonOf({ reason = '' }: PrescriptionRequestBody): string {
  if (reason.trim() === '' || reason.length > MOST_REASON_CHARACTERS)
    throw new AppError('INPUT_INVALID', { Reason: `1-${MOST_REASON_CHARACTERS} characters` });
  return reason;
}

/** Those that the result answers, in their order. */
function answeredIds({ prescriptionId, prescriptionIds = [] }: PrescriptionRequestBody): readonly string[] {
  const named = prescriptionIds.map((one) => one.prescriptionId);
  const ids = prescriptionId === undefined ? named : [prescriptionId, ...named];
  if (ids.length === 0 || ids.length > 10)
    throw new AppError('INPUT_INVALID', { PrescriptionId: '1-10 are expected' });
  return [...new Set(ids.map((id) => idOf(id)))];
}

/** Unsigned only where the request says so. @spec prescriptions.md §8 */
const inputOf = ({ dispensingInfo, signatureFlag }: PrescriptionRequestBody): ResultInput => ({
  document: base64Of(dispensingInfo),
  sign: signatureFlag === '0' ? 'none' : 'signed',
});

const resultOf = ({ caller, body, key }: Ask): AboutResult => ({
  caller,
  dispensingId: idOf(body.dispensingResultId, 'RX_RESULT_UNKNOWN'),
  version: null,
  key,
});

const registered = (deps: LifeDeps, result: RegisteredResult): PrescriptionResponseBody => {
  const [first] = result.prescriptions;
  return {
    dispensingResultId: result.dispensingId,
    registrationDateTime: deps.clock(),
    ...(first === undefined ? {} : { prescriptionStatus: statusWord(first.state) }),
    prescriptionIds: result.prescriptionIds.map((prescriptionId) => ({ prescriptionId })),
    ...verifyResults(result.signature),
    ...(result.signature?.timestampedAt == null
      ? {}
      : { generateSignResult: { generateSignStatus: '1', generateSignMessage: TEXTS.words.timestamped } }),
  };
};

export const resultRegister: Operation = async (deps, { caller, body, key }) =>
  registered(
    deps,
    await registerResult(deps, { caller, prescriptionIds: answeredIds(body), input: inputOf(body), key }),
  );

export const resultChange: Operation = async (deps, ask) => {
  const about = resultOf(ask);
  const { prescriptionId, prescriptionIds = [] } = ask.body;
  const named = prescriptionId !== undefined || prescriptionIds.length > 0;
  const ids = named ? answeredIds(ask.body) : await idsOfResult(deps, about);
  return registered(
    deps,
    await changeResult(deps, { ...about, prescriptionIds: ids, input: inputOf(ask.body) }),
  );
};

const idsOfResult = async (
  deps: LifeDeps,
  { caller, dispensingId }: AboutResult,
): Promise<readonly string[]> =>
  (await readResult(deps, { caller, purpose: 'dispensing' }, dispensingId)).prescriptionIds;

export const resultCancel: Operation = async (deps, ask) =>
  registered(deps, await cancelResult(deps, resultOf(ask)));

/** Records of one result. */
export const resultFetch: Operation = async (deps, ask) => {
  const { caller, dispensingId } = resultOf(ask);
  const view = await readResult(deps, { caller, purpose: 'dispensing' }, dispensingId);
  return {
    dispensingResultId: dispensingId,
    dispensingResults: [resultElement(view)],
    ...verifyResults(view.signature),
  };
};

/** Prescriptions by their access code, or the own results by prescription or days. */
export const resultSearch: Operation = async (deps, ask) => {
  const { caller, body } = ask;
  if (body.accessCode !== undefined) {
    const found = await searchByCode(deps, ask);
    return { prescriptionIds: found.map(({ prescriptionId }) => ({ prescriptionId })) };
  }
  const page = await resultsOfPharmacy(deps, caller, {
    from: body.dispensingResultListStartDate ?? null,
    to: body.dispensingResultListEndDate ?? null,
    prescriptionId: body.prescriptionId === undefined ? null : idOf(body.prescriptionId),
    cursor: body.nextKey ?? null,
  });
  return {
    dispensingResults: page.dispensings.map(resultElement),
    ...(page.next === null ? {} : { nextKey: page.next }),
  };
};

/** Five years from the day of dispensing. @spec prescriptions.md §2 (6) */
export const store: Operation = async (deps, ask) => {
  const [view] = await viewsOfResults(deps, [await storeResult(deps, resultOf(ask))]);
  return view === undefined
    ? {}
    : { dispensingResultId: view.dispensingId, dispensingResults: [resultElement(view)] };
};

/** 調剤済み電子処方箋: the signed document with the timestamp. */
export const fetchStored: Operation = async (deps, ask) => {
  const { caller, dispensingId } = resultOf(ask);
  const xml = await timestampedResult(deps, { caller, dispensingId });
  return { dispensingResultId: dispensingId, dispensingInfo: xml.toString('base64') };
};
