import type { Prescription } from '@tsunagu/jahis';
import type { PrescriptionResponseBody } from '@tsunagu/oqs';
import { dateInTokyo } from '../../../../kernel/clock.ts';
import { AppError } from '../../../../kernel/errors/app-error.ts';
import { requirePersonId } from '../../../access/index.ts';
import type { PersonId } from '../../../registry/index.ts';
import { type CheckAnswer, checkForPerson } from '../../check/check-for-person.ts';
import { targetsOf } from '../../check/targets.ts';
import type { LifeDeps } from '../../deps.ts';
import { viewPrescription } from '../../life/read-own.ts';
import type { Ask, Operation } from './ask.ts';
import { ownDocument } from './documents.ts';
import { idOf } from './elements.ts';
import TEXTS from './interface-errors.json' with { type: 'json' };
import { dayElement, drugNames } from './words.ts';

interface ToCheck {
  readonly personId: PersonId;
  readonly prescription: Prescription;
  /** Its own drugs are no overlap. */
  readonly ownPrescriptionIds: readonly string[];
}

/** A draft, or a prescription that the caller issued or has; both together: the draft of a change. */
async function toCheck(deps: LifeDeps, { caller, body }: Ask): Promise<ToCheck> {
  const known =
    body.prescriptionId === undefined
      ? null
      : await viewPrescription(deps, caller, idOf(body.prescriptionId));
  const ownPrescriptionIds = known === null ? [] : [known.prescriptionId];
  if (body.prescriptionInfo === undefined) {
    if (known === null) throw new AppError('INPUT_INVALID', { body: 'PrescriptionInfo or PrescriptionId' });
    return { personId: requirePersonId(known.personId), prescription: known.document, ownPrescriptionIds };
  }
  const draft = await ownDocument(deps, caller, body.prescriptionInfo);
  if (known !== null && known.personId !== draft.personId) throw new AppError('RX_PERSON_MISMATCH');
  return { ...draft, ownPrescriptionIds };
}

/**
 * Duplicates and contraindications. What the service does in two requests, 事前処理 and the check itself, is one here:
 * what a person takes is always ready. @spec prescriptions.md §5, §9 (EPSsiDMP01)
 */
export const check: Operation = async (deps, ask) => {
  const { caller, body } = ask;
  const { personId, prescription, ownPrescriptionIds } = await toCheck(deps, ask);
  const today = dateInTokyo(deps.clock());
  const answer = await checkForPerson(deps, {
    actor: caller.actor,
    personId,
    targets: targetsOf(prescription.groups),
    // What is issued is checked as of its day, what is dispensed as of today.
    on: body.prescriptionInfo === undefined ? today : prescription.issuedOn,
    ownPrescriptionIds,
    oralConsent: body.chartNoteId === undefined ? null : { chartNoteId: body.chartNoteId },
    requestId: caller.requestId,
  });
  return elementsOf(answer, drugNames(prescription));
};

/** What nobody compared must not look as if it had passed. @spec prescriptions.md §5.1 */
const warningsOf = ({ knowledge, othersNotChecked }: CheckAnswer) => {
  const { demo, contraindications, others } = TEXTS.words.checkWarnings;
  return [
    ...(knowledge.demo ? [{ resultCode: 'DEMO_KNOWLEDGE', resultMessage: demo }] : []),
    ...(knowledge.contraindications
      ? []
      : [{ resultCode: 'CONTRAINDICATIONS_UNKNOWN', resultMessage: contraindications }]),
    ...(othersNotChecked === 0
      ? []
      : [
          {
            resultCode: 'OTHERS_NOT_CHECKED',
            resultMessage: others.replace('{n}', String(othersNotChecked)),
          },
        ]),
  ];
};

const elementsOf = (answer: CheckAnswer, names: readonly string[]): PrescriptionResponseBody => ({
  consent: answer.consent,
  knowledgeVersion: answer.knowledge.version,
  warnings: warningsOf(answer),
  prescriptionIds: answer.prescriptionIds.map((prescriptionId) => ({ prescriptionId })),
  alerts: answer.alerts.map((alert) => ({
    alertId: alert.alertId,
    kind: alert.kind,
    tier: alert.tier,
    drugNumber: alert.at + 1,
    drugName: names[alert.at] ?? alert.target.name,
    message: alert.reason.ja,
    ...(alert.with === null
      ? {}
      : {
          otherDrugName: alert.with.name,
          ...dayElement('otherFrom', alert.with.from),
          ...dayElement('otherTo', alert.with.to),
        }),
  })),
  notChecked: answer.notChecked.map(({ at, name, reason }) => ({
    drugNumber: at + 1,
    drugName: name,
    reason: TEXTS.words.notChecked[reason],
  })),
});
