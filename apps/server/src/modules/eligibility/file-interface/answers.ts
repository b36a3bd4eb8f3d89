import type { FacilityCode, LocalDate } from '@tsunagu/ids';
import {
  type Echo,
  type Encoding,
  facilityKey,
  type RefusedMessage,
  type RequestHeader,
  type ResponseHeader,
  type ShortHeader,
  type StatusResponse,
  writeStatusResponse,
} from '@tsunagu/oqs';
import ERRORS from '../model/interface-errors.json' with { type: 'json' };

export type InterfaceError = keyof typeof ERRORS;

/** What an answer needs of its question. */
export interface Asked {
  readonly at: Date;
  readonly encoding: Encoding;
  readonly echo: Echo & { readonly qualificationConfirmationDate?: LocalDate };
}

/** The header of an answer that ended well. @spec eligibility.md §7.1 */
export const headerOf = ({ at, echo }: Asked, more: Partial<ResponseHeader> = {}): ResponseHeader => ({
  processExecutionTime: at,
  ...echo,
  segmentOfResult: '1',
  ...more,
});

export const echoOf = (header: RequestHeader | ShortHeader): Asked['echo'] => ({
  medicalInstitutionCode: header.medicalInstitutionCode,
  ...(header.arbitraryFileIdentifier === undefined
    ? {}
    : { arbitraryFileIdentifier: header.arbitraryFileIdentifier }),
  ...('qualificationConfirmationDate' in header
    ? { qualificationConfirmationDate: header.qualificationConfirmationDate }
    : {}),
});

/** An answer without a body: 異常終了. @spec eligibility.md §7.1 (SegmentOfResult 9), §10 */
export function errorAnswer(asked: Asked, code: InterfaceError, reason: string | null = null): Uint8Array {
  const errorMessage = reason === null ? ERRORS[code] : `${ERRORS[code]} (${reason})`;
  const message: StatusResponse = {
    header: headerOf(asked, { segmentOfResult: '9', errorCode: code, errorMessage }),
  };
  return writeStatusResponse(message, { encoding: asked.encoding }).bytes;
}

export const statusAnswer = (
  asked: Asked,
  message: Omit<StatusResponse, 'header'>,
  more: Partial<ResponseHeader> = {},
) => writeStatusResponse({ header: headerOf(asked, more), ...message }, { encoding: asked.encoding }).bytes;

export const refusedAnswer = (at: Date, { encoding, echo, error }: RefusedMessage): Uint8Array =>
  errorAnswer({ at, encoding: encoding ?? 'utf-8', echo }, 'ELG-INPUT', error.code);

/** Whether a request speaks for the institution that sent it. */
export const isOwn = (header: RequestHeader | ShortHeader, facilityCode: string): boolean =>
  facilityKey(header.medicalInstitutionCode) === (facilityCode as FacilityCode);
