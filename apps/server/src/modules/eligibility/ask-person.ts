import type { BulkConfirmUnit, SearchInfo } from '@tsunagu/oqs';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { DiscloseDeps } from '../access/index.ts';
import { type Asking, type EligibilityAnswer, lookUpByNumbers } from './look-up.ts';
import ERRORS from './model/interface-errors.json' with { type: 'json' };
import { answerBody, errorBody } from './model/oqs-answer.ts';
import { referenceNumberOf } from './reference-numbers.ts';

/** An answer about one person as the messages carry it; `answer` null when the question was malformed. */
export interface AskedPerson {
  readonly answer: EligibilityAnswer | null;
  readonly unit: BulkConfirmUnit;
}

export interface AskPerson extends Asking {
  readonly facilityCode: string;
  readonly search: SearchInfo;
}

/** Asks about a person of a request message by the numbers. */
export async function askPerson(
  deps: DiscloseDeps,
  { search, facilityCode, ...asking }: AskPerson,
): Promise<AskedPerson> {
  try {
    const answer = await lookUpByNumbers(deps, {
      ...asking,
      numbers: {
        insurerNumber: search.insurerNumber,
        symbol: search.insuredCardSymbol ?? '',
        number: search.insuredIdentificationNumber,
        branch: search.insuredBranchNumber ?? '',
        birthDate: search.birthdate,
      },
      limitConsent: search.limitApplicationCertificateRelatedConsFlg === '1',
    });
    const referenceNumber = await referenceNumberOf(deps.db, answer.personRef, facilityCode);
    return { answer, unit: answerBody(answer, { search, referenceNumber }) };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
    return { answer: null, unit: errorBody('ELG-INPUT', ERRORS['ELG-INPUT'], search) };
  }
}
