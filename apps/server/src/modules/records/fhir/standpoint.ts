import type { PersonQuestion } from '../../../kernel/fhir/ports.ts';
import { type Actor, actorOf, type Category, type Purpose } from '../../access/index.ts';
import type { Audience } from '../model/record.ts';
import { categoriesOf } from './types.ts';

/** From where a question about a person is asked: what the door is told, and what the answer may hold. */
export interface Standpoint {
  readonly actor: Actor;
  readonly purpose: Extract<Purpose, 'self' | 'care' | 'identification' | 'eligibility' | 'export'>;
  readonly audience: Audience;
  readonly categories: readonly Category[];
  readonly types: ReadonlySet<string>;
}

/** What a desk may see of whoever stands before it, without consent to anything. @spec eligibility.md §4.1 */
const AT_THE_DESK: ReadonlySet<string> = new Set(['Patient', 'Coverage', 'Consent']);
/** The log is the patient's own. @spec eligibility.md §11.3 */
const OF_THE_PATIENT = 'AuditEvent';
/** To whom a patient consented is no insurer's business either. */
const NOT_EXPORTED: readonly string[] = [OF_THE_PATIENT, 'Consent'];

type Asked = Pick<PersonQuestion, 'caller' | 'types' | 'purpose'>;

export function standpointOf({ caller, types, purpose }: Asked): Standpoint {
  const actor = actorOf(caller.session);
  if (actor.kind === 'patient')
    return {
      actor,
      purpose: 'self',
      audience: 'patient',
      categories: categoriesOf(types),
      types: new Set(types),
    };
  const withheld: readonly string[] = purpose === 'export' ? NOT_EXPORTED : [OF_THE_PATIENT];
  const shown = types.filter((type) => !withheld.includes(type));
  return {
    actor,
    purpose: purpose ?? purposeOf(shown),
    audience: 'institution',
    categories: categoriesOf(shown),
    types: new Set(shown),
  };
}

/** `self` for what is only the patient's: the door refuses it to staff, and enters that they asked. */
function purposeOf(types: readonly string[]): Standpoint['purpose'] {
  if (types.length === 0) return 'self';
  if (!types.every((type) => AT_THE_DESK.has(type))) return 'care';
  return types.includes('Coverage') ? 'eligibility' : 'identification';
}
