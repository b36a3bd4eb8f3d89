import { checkDigit, localDate } from '@tsunagu/ids';
import {
  type BulkRequest,
  type EligibilityRequest,
  type EligibilityResponse,
  type Encoding,
  readBulkRequest,
  readEligibilityRequest,
  readEligibilityResponse,
  type SearchInfo,
  writeBulkRequest,
  writeEligibilityRequest,
  writeEligibilityResponse,
} from '../src/index.ts';

/** Messages a second on one core, by CPU time of the process; the best of the rounds. */
export interface MessagesBenchResult {
  readonly encoding: Encoding;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly requestsReadPerSecond: number;
  readonly requestsWrittenPerSecond: number;
  readonly responsesReadPerSecond: number;
  readonly responsesWrittenPerSecond: number;
  /** Persons of a bulk request of 1,000. */
  readonly bulkPersonsReadPerSecond: number;
}

const BIRTH = localDate(1970, 1, 1);
const SINCE = localDate(2020, 4, 1);
const INSURER = `0699990${checkDigit('0699990')}`;

/** Measures reading and writing of made-up messages. */
export function runMessagesBench(encoding: Encoding, messages = 2000, rounds = 5): MessagesBenchResult {
  const request = makeRequest();
  const response = makeResponse();
  const bulk: BulkRequest = {
    header: request.header,
    persons: Array.from({ length: 1000 }, () => request.body.search),
  };
  const requestFile = writeEligibilityRequest(request, { encoding }).bytes;
  const responseFile = writeEligibilityResponse(response, { encoding }).bytes;
  const bulkFile = writeBulkRequest(bulk, { encoding }).bytes;
  if (readEligibilityRequest(requestFile).error !== null || readBulkRequest(bulkFile).error !== null)
    throw new Error('the messages of the benchmark are not accepted');
  const rate = (action: () => unknown, times = messages, each = 1) =>
    Math.round(each * bestRate(action, times, rounds));
  return {
    encoding,
    requestBytes: requestFile.length,
    responseBytes: responseFile.length,
    requestsReadPerSecond: rate(() => readEligibilityRequest(requestFile)),
    requestsWrittenPerSecond: rate(() => writeEligibilityRequest(request, { encoding })),
    responsesReadPerSecond: rate(() => readEligibilityResponse(responseFile)),
    responsesWrittenPerSecond: rate(() => writeEligibilityResponse(response, { encoding })),
    bulkPersonsReadPerSecond: rate(() => readBulkRequest(bulkFile), Math.ceil(messages / 200), 1000),
  };
}

function bestRate(action: () => unknown, times: number, rounds: number): number {
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage();
    for (let i = 0; i < times; i++) action();
    const { user, system } = process.cpuUsage(start);
    best = Math.max(best, (times * 1e6) / (user + system));
  }
  return best;
}

function makeSearch(): SearchInfo {
  if (BIRTH === null) throw new Error('no such day');
  return {
    insurerNumber: INSURER,
    insuredCardSymbol: '試験－０１',
    insuredIdentificationNumber: '９９９０１',
    insuredBranchNumber: '01',
    birthdate: BIRTH,
    limitApplicationCertificateRelatedConsFlg: '1',
  };
}

function makeRequest(): EligibilityRequest {
  if (SINCE === null) throw new Error('no such day');
  return {
    header: {
      qualificationConfirmationDate: SINCE,
      medicalInstitutionCode: '1311234567',
      arbitraryFileIdentifier: '20260401093012345',
    },
    body: { search: makeSearch() },
  };
}

/** About as much as an answer for a card with all consents holds. */
function makeResponse(): EligibilityResponse {
  const at = new Date('2026-04-01T00:30:15Z');
  const search = makeSearch();
  const { limitApplicationCertificateRelatedConsFlg: _, ...numbers } = search;
  return {
    header: {
      processExecutionTime: at,
      medicalInstitutionCode: '1311234567',
      arbitraryFileIdentifier: '20260401093012345',
      referenceClassification: '1',
      segmentOfResult: '1',
    },
    body: {
      processingResultStatus: '1',
      qualificationValidity: '1',
      search,
      results: [
        {
          ...numbers,
          insuredCardClassification: '01',
          personalFamilyClassification: '1',
          name: '試験　太郎',
          nameKana: 'ｼｹﾝ ﾀﾛｳ',
          sex1: '1',
          address: '東京都試験区試験町９丁目９９番９号',
          postNumber: '999-9999',
          insurerName: '試験健康保険組合',
          ...(SINCE === null ? {} : { qualificationDate: SINCE, insuredCardValidDate: SINCE }),
          insuredPartialContributionRatio: 30,
          limitApplicationCertificateRelatedConsFlg: '1',
          limitApplicationCertificateRelatedConsTime: at,
          limitApplicationCertificateRelatedInfo: { limitApplicationCertificateClassificationFlag: 'A03' },
          pharmacistsInfoConsFlg: '1',
          pharmacistsInfoConsTime: at,
          pharmacistsInfoAvailableTime: at,
          diagnosisInfoConsFlg: '1',
          diagnosisInfoConsTime: at,
          diagnosisInfoAvailableTime: at,
          specificHealthCheckupsInfoConsFlg: '1',
          specificHealthCheckupsInfoConsTime: at,
          specificHealthCheckupsInfoAvailableTime: at,
        },
      ],
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const results = [runMessagesBench('utf-8'), runMessagesBench('shift_jis')];
  process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
}
