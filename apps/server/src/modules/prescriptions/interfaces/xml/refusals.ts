import type { Finding } from '@tsunagu/jahis';
import type { PrescriptionResponseBody } from '@tsunagu/oqs';
import { AppError, RefusedWithFindings } from '../../../../kernel/errors/app-error.ts';
import type { VerificationReason } from '../../model/signing.ts';
import TEXTS from './interface-errors.json' with { type: 'json' };
import { csvCheckResults } from './words.ts';

const MESSAGES: ReadonlyMap<string, string> = new Map(Object.entries(TEXTS.messages));
const ABNORMAL: ReadonlySet<string> = new Set(TEXTS.abnormal);

/** What refused a request, as an answer says it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** The request was not processed at all: it goes into the header. */
  readonly abnormal: boolean;
  readonly body: PrescriptionResponseBody;
}

const isFinding = (one: object): one is Finding => 'rule' in one && 'message' in one && 'line' in one;
const isReason = (one: object): one is VerificationReason => 'key' in one && 'message' in one;

/** Null: nothing that an answer tells, but a missing right, or a fault. @spec prescriptions.md §9 */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof AppError)) return null;
  const { code } = error;
  const words = MESSAGES.get(code);
  if (words === undefined) return null;
  const message = `${words}${placesOf(error)}`;
  const status = {
    processingResultStatus: '2',
    processingResultCode: code,
    processingResultMessage: message,
  };
  return { code, message, abnormal: ABNORMAL.has(code), body: { ...status, ...listsOf(error, message) } };
}

/** States, days and ids that are named; no personal data. */
function placesOf({ fields }: AppError): string {
  const named = Object.entries(fields).filter(([, value]) => value !== '');
  return named.length === 0 ? '' : `（${named.map(([name, value]) => `${name}: ${value}`).join(', ')}）`;
}

/** Everything that is wrong, in the list to which it belongs. */
function listsOf(error: AppError, message: string): PrescriptionResponseBody {
  const { code } = error;
  const findings = error instanceof RefusedWithFindings ? error.findings : [];
  if (code === 'RX_DOCUMENT_MALFORMED')
    return { xmlCheckResults: [{ resultCode: code, resultMessage: message }] };
  if (code === 'RX_SIGNATURE_REQUIRED') return { verifyResults: [{ status: 'unsigned', message }] };
  if (code === 'RX_SIGNATURE_INVALID') {
    const failureReasons = findings.filter(isReason).map((reason) => ({
      messageKey: reason.key,
      message: reason.message.ja,
    }));
    return { verifyResults: [{ status: 'invalid', message, failureReasons }] };
  }
  const broken = findings.filter(isFinding);
  return broken.length === 0 ? {} : { csvCheckResults: csvCheckResults(broken) };
}
