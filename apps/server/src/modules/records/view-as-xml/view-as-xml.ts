import { parseLocalDate } from '@tsunagu/ids';
import {
  type DrugViewResponse,
  type Encoding,
  facilityKey,
  readCheckupViewRequest,
  readDrugViewRequest,
  type ViewHeader,
  writeCheckupViewResponse,
  writeDrugViewResponse,
} from '@tsunagu/oqs';
import { AppError, type ErrorCode } from '../../../kernel/errors/app-error.ts';
import { parseFhirScope } from '../../../kernel/fhir/scopes.ts';
import { type Actor, disclose, RECORD_CATEGORIES } from '../../access/index.ts';
import { findByNumbers, NOBODY } from '../../registry/index.ts';
import type { PersonRecord } from '../model/record.ts';
import { type ViewRecordDeps, viewRecord } from '../view-record/view-record.ts';
import MESSAGES from './messages.json' with { type: 'json' };
import { listsOf } from './months-of.ts';

export interface Sender {
  readonly actor: Actor & { readonly kind: 'staff' };
  readonly requestId: string;
  /** 10 digits. */
  readonly facilityCode: string;
}

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type Refusal = keyof typeof MESSAGES;

/** What stands in the answer when a request cannot be answered. */
class Refused extends Error {
  readonly code: Refusal | ErrorCode;
  constructor(code: Refusal | ErrorCode) {
    super(code);
    this.code = code;
  }
}

/** 2: XML without treatments, 4: with. The PDF forms 1 and 3 are not offered. @spec eligibility.md §9.1 */
const XML_CATEGORIES: ReadonlySet<string> = new Set(['2', '4']);

/**
 * Answers the viewing request of an institution's own system: YZKsiquc01 from the record, TKKsiquc01 with the words
 * that there are no check-ups. What is wrong, or refused by the door, is said in the answer. @spec eligibility.md §9
 */
export async function viewAsXml(
  deps: ViewRecordDeps,
  kind: 'drug-view' | 'checkup-view',
  file: File,
  sender: Sender,
): Promise<File> {
  const { name, bytes } = file;
  const answer = kind === 'drug-view' ? answerDrugs : answerCheckups;
  return { name, bytes: await answer(deps, bytes, withWholeScopes(sender)) };
}

/**
 * The door takes any scope that reads over FHIR, since the interface there limits what of it is seen. These files hold
 * the whole record: scopes for some types, or for some of their resources, do not count.
 */
function withWholeScopes(sender: Sender): Sender {
  const { actor } = sender;
  const isWhole = (text: string): boolean => {
    const scope = parseFhirScope(text);
    return scope === null || (scope.type === '*' && scope.query === null);
  };
  return { ...sender, actor: { ...actor, scopes: actor.scopes?.filter(isWhole) ?? null } };
}

async function answerDrugs(deps: ViewRecordDeps, bytes: Uint8Array, sender: Sender): Promise<Uint8Array> {
  const read = readDrugViewRequest(bytes);
  const encoding = read.encoding ?? 'utf-8';
  const echo = read.message === null ? read.echo : read.message.header;
  try {
    if (read.message === null) throw new Refused('INPUT');
    const { header, body } = read.message;
    if (!XML_CATEGORIES.has(body.fileCategory)) throw new Refused('NOT_OFFERED');
    const record = await readRecord(deps, header, sender);
    const lists = listsOf(record, {
      from: body.startDate ?? null,
      to: body.endDate ?? null,
      withTreatments: body.fileCategory === '4',
    });
    return writeDrugs(
      { ...headerOf(deps, echo, encoding), resultCode: '1', patient: patientOf(record) },
      lists,
      encoding,
    );
  } catch (error) {
    const messageContents = wordsOf(error);
    return writeDrugs(
      { ...headerOf(deps, echo, encoding), resultCode: '9', messageContents },
      null,
      encoding,
    );
  }
}

async function answerCheckups(deps: ViewRecordDeps, bytes: Uint8Array, sender: Sender): Promise<Uint8Array> {
  const read = readCheckupViewRequest(bytes);
  const encoding = read.encoding ?? 'utf-8';
  const header = headerOf(deps, read.message === null ? read.echo : read.message.header, encoding);
  const own = read.message !== null && isOwn(read.message.header, sender);
  const messageContents =
    MESSAGES[read.message === null ? 'INPUT' : own ? 'NO_CHECKUPS' : 'FACILITY_DIFFERS'];
  return writeCheckupViewResponse({ header: { ...header, resultCode: '9', messageContents } }, { encoding })
    .bytes;
}

const writeDrugs = (
  header: DrugViewResponse['header'],
  body: NonNullable<DrugViewResponse['body']> | null,
  encoding: Encoding,
): Uint8Array => writeDrugViewResponse(body === null ? { header } : { header, body }, { encoding }).bytes;

const isOwn = (header: ViewHeader, { facilityCode }: Sender): boolean =>
  facilityKey(header.medicalInstitutionCode) === facilityCode;

async function readRecord(deps: ViewRecordDeps, header: ViewHeader, sender: Sender): Promise<PersonRecord> {
  if (!isOwn(header, sender)) throw new Refused('FACILITY_DIFFERS');
  const found = await findByNumbers(deps.db, {
    insurerNumber: header.insurerNumber,
    symbol: header.insuranceCardSymbol ?? '',
    number: header.insuredPersonIdentificationNumber,
    branch: header.branchNumber ?? '',
  });
  const { actor, requestId } = sender;
  if (found.result !== 'found') {
    await knockForNobody(deps, sender);
    throw new Refused(found.result === 'ambiguous' ? 'AMBIGUOUS' : 'NOT_FOUND');
  }
  const { personId } = found;
  return viewRecord(deps, { actor, personId, purpose: 'care', audience: 'institution', requestId });
}

/** A request that finds nobody leaves its entry too, under nobody; whoever may not look learns not even that. */
async function knockForNobody(deps: ViewRecordDeps, { actor, requestId }: Sender): Promise<void> {
  const search = {
    actor,
    requestId,
    personId: NOBODY,
    purpose: 'care',
    categories: RECORD_CATEGORIES,
  } as const;
  await disclose(deps, search, async () => ({ answer: () => null, itemCount: 0 })).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'CONSENT_REQUIRED') throw error;
  });
}

interface Echo {
  readonly medicalInstitutionCode?: string | undefined;
  readonly arbitraryFileIdentifier?: string | undefined;
}

const headerOf = (
  { clock }: ViewRecordDeps,
  { medicalInstitutionCode, arbitraryFileIdentifier }: Echo,
  encoding: Encoding,
) => ({
  processExecutionTime: clock(),
  ...(medicalInstitutionCode === undefined ? {} : { medicalInstitutionCode }),
  ...(arbitraryFileIdentifier === undefined ? {} : { arbitraryFileIdentifier }),
  characterCodeIdentifier: encoding === 'utf-8' ? '0' : '1',
});

const patientOf = ({ person }: PersonRecord) => {
  const birth = parseLocalDate(person.birthDate);
  return {
    name: person.name,
    kanaName: person.kana,
    ...(birth === null ? {} : { birth }),
    admGendCode: String(person.sex),
  };
};

/** A refusal in words that a member of staff reads, with its code; a fault of ours is thrown on. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Refused) && !(error instanceof AppError)) throw error;
  const words: Readonly<Record<string, string>> = MESSAGES;
  return `${words[error.code] ?? MESSAGES.REFUSED} (${error.code})`;
}
