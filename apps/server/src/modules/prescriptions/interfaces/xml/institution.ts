import type { PrescriptionResponseBody } from '@tsunagu/oqs';
import { AppError } from '../../../../kernel/errors/app-error.ts';
import type { PersonId } from '../../../registry/index.ts';
import { prescriptionCopy } from '../../copy/prescription-copy.ts';
import type { LifeDeps } from '../../deps.ts';
import { throughDoor } from '../../door.ts';
import {
  cancelInHouse,
  changeInHouse,
  type InHouseAnswer,
  listInHouse,
  registerInHouse,
} from '../../in-house/in-house.ts';
import { viewPrescription } from '../../life/read-own.ts';
import { type Registered, registerDocument } from '../../life/register.ts';
import { cancel, change, undoCancel, undoChange } from '../../life/steps.ts';
import { resultsOfInstitution } from '../../pharmacy/read-results.ts';
import type { Ask, Operation } from './ask.ts';
import { draftOfDocument, inNameOfDoctor, ownDocument } from './documents.ts';
import { bytesOf, decisionsOf, idOf, issueTypeOf, personOfNumbers, stepOf } from './elements.ts';
import TEXTS from './interface-errors.json' with { type: 'json' };
import { csvCheckResults, dayElement, resultElement, standing, statusWord, verifyResults } from './words.ts';

const registered = (answer: Registered): PrescriptionResponseBody => ({
  prescriptionId: answer.prescriptionId,
  prescriptionStatus: statusWord(answer.state),
  ...(answer.accessCode === null ? {} : { accessCode: answer.accessCode }),
  csvCheckResults: csvCheckResults(answer.findings),
  ...verifyResults(answer.signature),
});

export const register: Operation = async (deps, { caller, body, key }) =>
  registered(
    await registerDocument(deps, {
      caller,
      document: bytesOf(body.prescriptionInfo),
      issueType: issueTypeOf(body),
      decisions: decisionsOf(body),
      key,
    }),
  );

export const changePrescription: Operation = async (deps, ask) =>
  registered(
    await change(deps, {
      ...stepOf(ask),
      issueType: issueTypeOf(ask.body),
      decisions: decisionsOf(ask.body),
      by: { document: bytesOf(ask.body.prescriptionInfo) },
    }),
  );

export const cancelPrescription: Operation = async (deps, ask) => standing(await cancel(deps, stepOf(ask)));
export const undoCancelOf: Operation = async (deps, ask) => standing(await undoCancel(deps, stepOf(ask)));
export const undoChangeOf: Operation = async (deps, ask) => standing(await undoChange(deps, stepOf(ask)));

export const copy: Operation = async (deps, { caller, body }) => {
  const prescriptionId = idOf(body.prescriptionId);
  const pdf = await prescriptionCopy(deps, caller, prescriptionId);
  return { prescriptionId, prescriptionReferenceInformationFile: pdf.toString('base64') };
};

/** Where it stands, with what became of it. @spec prescriptions.md §3.1, §9 (single) */
export const status: Operation = async (deps, { caller, body }) => {
  const view = await viewPrescription(deps, caller, idOf(body.prescriptionId));
  return { ...standing(view), dispensingResults: view.dispensings.map(resultElement) };
};

/** @spec prescriptions.md §9 (bulk) */
export const results: Operation = async (deps, { caller, body }) => {
  const page = await resultsOfInstitution(deps, caller, {
    from: body.dispensingResultListStartDate ?? null,
    to: body.dispensingResultListEndDate ?? null,
    prescriptionId: null,
    cursor: body.nextKey ?? null,
  });
  return {
    dispensingResults: page.dispensings.map(resultElement),
    ...(page.next === null ? {} : { nextKey: page.next }),
  };
};

interface IdRow {
  readonly prescriptionId: string;
  readonly accessCode: string | null;
  readonly createDateTime: Date;
}

/** Ids of what the own institution issued for somebody on some days, newest first: the search after a lost answer. */
export const searchIds: Operation = async (deps, { caller, body }) => {
  const personId = await personOfNumbers(deps.db, body);
  const entrance = { caller, purpose: 'prescribing', personId, detail: { step: 'search' } } as const;
  const rows = await throughDoor(
    deps,
    entrance,
    () =>
      deps.db.query<IdRow>(
        `SELECT p.prescription_id AS "prescriptionId", c.code AS "accessCode", p.registered_at AS "createDateTime"
         FROM prescriptions.prescription p LEFT JOIN prescriptions.access_code c
           ON c.person_id = p.person_id AND c.prescription_id = p.prescription_id AND c.ended_at IS NULL
         WHERE p.person_id = $1 AND p.institution_code = $2 AND p.origin = 'service'
           AND p.issued_on BETWEEN $3 AND $4 ORDER BY p.registered_at DESC, p.prescription_id`,
        [personId, caller.facilityCode, body.issueDateFrom ?? null, body.issueDateTo ?? null],
      ),
    { lines: (found) => found.length },
  );
  return {
    prescriptionIds: rows.map(({ prescriptionId, accessCode, createDateTime }) => ({
      prescriptionId,
      createDateTime,
      ...(accessCode === null ? {} : { accessCode }),
    })),
  };
};

const inHouse = ({ inHouseId, findings }: InHouseAnswer): PrescriptionResponseBody => ({
  inHouseId,
  csvCheckResults: csvCheckResults(findings),
});

export const inHouseRegister: Operation = async (deps, { caller, body, key }) => {
  const { prescription, personId } = await ownDocument(deps, caller, body.inHouseInfo);
  const draft = draftOfDocument(prescription);
  return inHouse(
    await registerInHouse(deps, { caller: inNameOfDoctor(caller, prescription), personId, draft, key }),
  );
};

const inHouseStep = ({ caller, body, key }: Ask) => ({
  caller,
  inHouseId: idOf(body.inHouseId),
  version: null,
  key,
});

export const inHouseChange: Operation = async (deps, ask) => {
  const step = inHouseStep(ask);
  const { prescription, personId } = await ownDocument(deps, ask.caller, ask.body.inHouseInfo);
  const known = await personOfInHouse(deps, step.inHouseId);
  if (known !== null && known !== personId) throw new AppError('RX_PERSON_MISMATCH');
  const draft = draftOfDocument(prescription);
  const caller = inNameOfDoctor(ask.caller, prescription);
  return inHouse(await changeInHouse(deps, { ...step, caller, draft }));
};

async function personOfInHouse({ db }: Pick<LifeDeps, 'db'>, id: string): Promise<PersonId | null> {
  const [row] = await db.query<{ person_id: PersonId }>(
    'SELECT person_id FROM prescriptions.in_house_key WHERE in_house_id = $1',
    [id],
  );
  return row?.person_id ?? null;
}

export const inHouseCancel: Operation = async (deps, ask) =>
  inHouse(await cancelInHouse(deps, inHouseStep(ask)));

export const inHouseSearch: Operation = async (deps, { caller, body }) => {
  const listed = await listInHouse(deps, caller, await personOfNumbers(deps.db, body));
  const { issueDateFrom: from, issueDateTo: to } = body;
  return {
    inHouse: listed
      .filter(({ givenOn }) => (from === undefined || givenOn >= from) && (to === undefined || givenOn <= to))
      .map((one) => ({
        inHouseId: one.inHouseId,
        inHouseStatus: TEXTS.words.result[one.state],
        ...dayElement('givenDate', one.givenOn),
        registrationDateTime: new Date(one.registeredAt),
      })),
  };
};
