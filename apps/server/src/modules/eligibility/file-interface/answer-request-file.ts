import {
  answerFileName,
  isPrescriptionOperation,
  type MessageKind,
  type PrescriptionOperation,
  parseFileName,
  type ReferenceNumberRegistration,
  readBulkRegistrationRequest,
  readBulkRequest,
  readEligibilityRequest,
  readFetchRequest,
  readListRequest,
  readRegistrationRequest,
  writeBulkResponse,
  writeEligibilityResponse,
} from '@tsunagu/oqs';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { disclose } from '../../access/index.ts';
import { NOBODY } from '../../registry/index.ts';
import { askPerson } from '../ask-person.ts';
import { findJob, type StoredJob } from '../bulk-job.ts';
import { receiveBulk } from '../bulk-receive.ts';
import { responseOf } from '../bulk-response.ts';
import { lookUpByNumbers } from '../look-up.ts';
import ERRORS from '../model/interface-errors.json' with { type: 'json' };
import { isRequestedList, type RequestedList } from '../model/requested-list.ts';
import { registerReferenceNumber } from '../reference-numbers.ts';
import { type Asked, echoOf, errorAnswer, headerOf, isOwn, refusedAnswer, statusAnswer } from './answers.ts';
import type { AnswerFile, FileInterfaceDeps, RequestFile, Sender } from './deps.ts';

type Answer = (deps: FileInterfaceDeps, file: RequestFile, sender: Sender) => Promise<Uint8Array>;

/**
 * Answers one request file of an institution: the one way in for HTTP, folders and the command line. What is wrong with
 * a request is said in the answer; the name of the answer is that of the request with res for req.
 * Throws OQS_NAME_UNKNOWN for a name that is no request's, and what the door refuses. @spec eligibility.md §5, §6, §7
 */
export async function answerRequestFile(
  deps: FileInterfaceDeps,
  file: RequestFile,
  sender: Sender,
): Promise<AnswerFile> {
  const parsed = parseFileName(file.name);
  const name = answerFileName(file.name);
  if (parsed === null || name === null || parsed.extension !== 'xml') throw new AppError('OQS_NAME_UNKNOWN');
  const { kind } = parsed;
  if (isPrescriptionOperation(kind)) {
    if (deps.answerPrescription === undefined) throw new AppError('OQS_NAME_UNKNOWN');
    return deps.answerPrescription(file, sender);
  }
  if (kind === 'drug-view' || kind === 'checkup-view')
    return deps.viewRecordXml(kind, { ...file, name }, sender);
  return { name, bytes: await ANSWERS[kind](deps, file, sender) };
}

const answerEligibility: Answer = async (deps, { bytes }, { actor, requestId, facilityCode }) => {
  const at = deps.clock();
  const read = readEligibilityRequest(bytes);
  if (read.message === null) return refusedAnswer(at, read);
  const { header, body } = read.message;
  const asked: Asked = { at, encoding: read.encoding, echo: echoOf(header) };
  if (!isOwn(header, facilityCode)) return errorAnswer(asked, 'ELG-FACILITY-DIFFERS');
  const { unit } = await askPerson(deps, {
    actor,
    requestId,
    facilityCode,
    date: header.qualificationConfirmationDate,
    search: body.search,
  });
  const answer = { header: headerOf(asked, { referenceClassification: '2' }), body: unit };
  return writeEligibilityResponse(answer, { encoding: asked.encoding }).bytes;
};

const answerBulk: Answer = async (deps, file, { actor, requestId, facilityCode }) => {
  const at = deps.clock();
  const read = readBulkRequest(file.bytes);
  if (read.message === null) return refusedAnswer(at, read);
  const asked: Asked = { at, encoding: read.encoding, echo: echoOf(read.message.header) };
  if (!isOwn(read.message.header, facilityCode)) return errorAnswer(asked, 'ELG-FACILITY-DIFFERS');
  const { receptionNumber } = await receiveBulk(deps, { actor, requestId }, file);
  deps.bulkWorker.poke();
  return statusAnswer(asked, { body: { processingResultStatus: '1' } }, { receptionNumber });
};

/** Lists that the institution asks for come later too. @spec eligibility.md §6 */
const answerList =
  (kind: RequestedList): Answer =>
  async (deps, file, { actor, requestId, facilityCode }) => {
    const at = deps.clock();
    const read = readListRequest(kind, file.bytes);
    if (read.message === null) return refusedAnswer(at, read);
    const { header } = read.message;
    const asked: Asked = { at, encoding: read.encoding, echo: echoOf(header) };
    if (!isOwn(header, facilityCode)) return errorAnswer(asked, 'ELG-FACILITY-DIFFERS');
    const list = { ...file, requested: kind };
    const { receptionNumber } = await receiveBulk(deps, { actor, requestId }, list);
    deps.bulkWorker.poke();
    return statusAnswer(asked, { body: { processingResultStatus: '1' } }, { receptionNumber });
  };

/** Fetches what was worked off; a number of another kind of list is unknown. */
const answerFetch =
  (isAsked: (kind: StoredJob['kind']) => boolean): Answer =>
  async (deps, { bytes }, { actor, requestId, facilityCode }) => {
    const at = deps.clock();
    const read = readFetchRequest(bytes);
    if (read.message === null) return refusedAnswer(at, read);
    const { header, body } = read.message;
    const asked: Asked = { at, encoding: read.encoding, echo: echoOf(header) };
    if (!isOwn(header, facilityCode)) return errorAnswer(asked, 'ELG-FACILITY-DIFFERS');
    const { receptionNumber } = body;
    const job = await findJob(deps.db, facilityCode, receptionNumber).catch((error: unknown) => {
      if (error instanceof AppError) return null;
      throw error;
    });
    if (job === null || !isAsked(job.kind)) return errorAnswer(asked, 'ELG-RECEPTION-UNKNOWN');
    if (job.state === 'refused') return errorAnswer(asked, 'ELG-LIST-REFUSED', job.refusal);
    // Fetch again later. @spec eligibility.md §7.1 (SegmentOfResult 2)
    if (job.state !== 'done') return statusAnswer(asked, {}, { segmentOfResult: '2', receptionNumber });
    const input = { actor, requestId, personId: NOBODY, purpose: 'eligibility', categories: [] } as const;
    return disclose(deps, { ...input, method: 'bulk' }, async () => {
      const response = await responseOf(deps, job);
      return {
        answer: () => writeBulkResponse(response, { encoding: asked.encoding }).bytes,
        itemCount: job.total,
      };
    });
  };

/** Registers the institution's own number of a person; the answer says whether somebody carries the numbers. */
async function register(
  deps: FileInterfaceDeps,
  registration: ReferenceNumberRegistration,
  { actor, requestId, facilityCode }: Sender,
) {
  const { birthdate, referenceNumber } = registration;
  const answer =
    birthdate === undefined
      ? null
      : await lookUpByNumbers(deps, {
          actor,
          requestId,
          numbers: {
            insurerNumber: registration.insurerNumber,
            symbol: registration.insuredCardSymbol ?? '',
            number: registration.insuredIdentificationNumber,
            branch: registration.insuredBranchNumber ?? '',
            birthDate: birthdate,
          },
          limitConsent: false,
        });
  const personId = answer?.personRef ?? null;
  const code = personId === null ? 'ELG-PERSON-UNKNOWN' : null;
  if (personId !== null)
    await registerReferenceNumber(deps.db, {
      personId,
      facilityCode,
      referenceNumber,
      by: actor.account,
      at: deps.clock(),
    });
  return code === null
    ? { processingResultStatus: '1', referenceNumber }
    : {
        processingResultStatus: '2',
        processingResultCode: code,
        processingResultMessage: ERRORS[code],
        referenceNumber,
      };
}

const answerRegistration: Answer = async (deps, { bytes }, sender) => {
  const at = deps.clock();
  const read = readRegistrationRequest(bytes);
  if (read.message === null) return refusedAnswer(at, read);
  const { header, body } = read.message;
  const asked: Asked = { at, encoding: read.encoding, echo: echoOf(header) };
  if (!isOwn(header, sender.facilityCode)) return errorAnswer(asked, 'ELG-FACILITY-DIFFERS');
  return statusAnswer(asked, { body: await register(deps, body.registration, sender) });
};

const answerBulkRegistration: Answer = async (deps, { bytes }, sender) => {
  const at = deps.clock();
  const read = readBulkRegistrationRequest(bytes);
  if (read.message === null) return refusedAnswer(at, read);
  const asked: Asked = { at, encoding: read.encoding, echo: echoOf(read.message.header) };
  if (!isOwn(read.message.header, sender.facilityCode)) return errorAnswer(asked, 'ELG-FACILITY-DIFFERS');
  const units = [];
  for (const item of read.items)
    units.push(
      item.error === null
        ? { ...(await register(deps, item.value, sender)), results: [] }
        : { processingResultStatus: '2', processingResultCode: item.error.code, results: [] },
    );
  const errors = units.filter(({ processingResultStatus }) => processingResultStatus === '2').length;
  const header = headerOf(asked, {
    numberOfProcessingResult: units.length,
    numberOfNormalProcessing: units.length - errors,
    numberOfError: errors,
  });
  return writeBulkResponse({ header, units }, { encoding: asked.encoding }).bytes;
};

const ANSWERS: Readonly<
  Record<Exclude<MessageKind, PrescriptionOperation | 'drug-view' | 'checkup-view'>, Answer>
> = {
  eligibility: answerEligibility,
  bulk: answerBulk,
  'bulk-fetch': answerFetch((kind) => !isRequestedList(kind)),
  registration: answerRegistration,
  'bulk-registration': answerBulkRegistration,
  'home-visit-list': answerList('home-visit'),
  'home-visit-fetch': answerFetch((kind) => kind === 'home-visit'),
  'online-list': answerList('online'),
  'online-fetch': answerFetch((kind) => kind === 'online'),
  'public-assistance-list': answerList('public-assistance'),
  'public-assistance-fetch': answerFetch((kind) => kind === 'public-assistance'),
};
