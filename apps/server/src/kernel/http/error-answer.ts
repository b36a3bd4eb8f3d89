import {
  AppError,
  ERROR_CATALOGUE,
  type ErrorCode,
  RefusedWithFindings,
  STATUS_BY_KIND,
} from '../errors/app-error.ts';

export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    readonly kind: string;
    readonly message: string;
    readonly fields: Readonly<Record<string, string | number>>;
    readonly requestId: string;
    /** Everything that is wrong, where a refusal lists it. */
    readonly findings?: readonly object[];
  };
}

interface FrameworkError {
  readonly code?: string;
  readonly statusCode?: number;
  readonly syscall?: string;
  readonly validation?: readonly { readonly instancePath?: string; readonly keyword?: string }[];
}

/** Errors of the driver that mean: no database just now. */
const CONNECTION_TROUBLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '08006',
]);

/** The one funnel from any error to an answer; whatever is not ours becomes a static INTERNAL. */
export function errorAnswer(error: unknown, requestId: string): { status: number; body: ErrorBody } {
  const known = toAppError(error);
  const { kind, message } = ERROR_CATALOGUE[known.code];
  return {
    status: STATUS_BY_KIND[kind],
    body: {
      error: {
        code: known.code,
        kind,
        message,
        fields: known.fields,
        requestId,
        ...(known instanceof RefusedWithFindings ? { findings: known.findings } : {}),
      },
    },
  };
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, statusCode, syscall, validation } = (error ?? {}) as FrameworkError;
  if (validation !== undefined) {
    const fields = validation.map((one) => [one.instancePath || '/', one.keyword ?? 'invalid'] as const);
    return new AppError('INPUT_INVALID', Object.fromEntries(fields));
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('FILE_TOO_LARGE');
  if (code?.startsWith('FST_ERR_CTP') || statusCode === 400)
    return new AppError('INPUT_INVALID', { body: 'unreadable' });
  // ENOENT of a connection: the socket is gone. Of anything else: a file that we miss, a fault of ours.
  const lostSocket = code === 'ENOENT' && syscall === 'connect';
  if (lostSocket || (code !== undefined && CONNECTION_TROUBLE.has(code))) return new AppError('UNAVAILABLE');
  return new AppError('INTERNAL');
}
