import { AppError } from '../../../kernel/errors/app-error.ts';
import { sessionOf } from '../../../kernel/http/app.ts';
import { type Actor, actorOf } from '../../access/index.ts';
import { requireScope } from '../../identity/index.ts';
import { type PersonId, parsePersonId } from '../../registry/index.ts';

/** Who works at an insurer, and which one. */
export interface Clerk {
  readonly actor: Actor;
  readonly requestId: string;
  /** 8 digits. */
  readonly insurerNumber: string;
  readonly insurerName: string;
}

export interface OneCoverage {
  readonly personId: PersonId;
  readonly coverageId: string;
}

type Request = Parameters<typeof sessionOf>[0];

/** Throws INSURER_REQUIRED for anybody who works elsewhere. */
export function clerkOf(request: Request): Clerk {
  const session = sessionOf(request);
  requireScope(session, 'insurer');
  const insurerNumber = session.organisation?.insurerNumber ?? null;
  if (session.organisation === null || insurerNumber === null) throw new AppError('INSURER_REQUIRED');
  return {
    actor: actorOf(session),
    requestId: request.id,
    insurerNumber,
    insurerName: session.organisation.name,
  };
}

/** Throws COVERAGE_UNKNOWN for an id that cannot be one. */
export function parseCoverageRef(ref: string): OneCoverage {
  const [person = '', coverageId = ''] = ref.split('~');
  const personId = parsePersonId(person);
  if (personId === null || parsePersonId(coverageId) === null) throw new AppError('COVERAGE_UNKNOWN');
  return { personId, coverageId };
}
