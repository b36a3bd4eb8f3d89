import { AppError } from '../../../kernel/errors/app-error.ts';
import { sessionOf } from '../../../kernel/http/app.ts';
import { type Actor, actorOf, type DiscloseDeps, disclose } from '../../access/index.ts';
import { NOBODY, type PersonId, parsePersonId } from '../../registry/index.ts';

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

/** Lets an insurer at its files: through the door, which refuses others and enters the look. */
export const throughDoor = <T>(
  deps: DiscloseDeps,
  { actor, requestId }: Clerk,
  read: () => Promise<T>,
): Promise<T> =>
  disclose(
    deps,
    { actor, requestId, personId: NOBODY, purpose: 'insurance', categories: [], method: 'file' },
    async () => {
      const found = await read();
      return { answer: () => found, itemCount: 0 };
    },
  );
