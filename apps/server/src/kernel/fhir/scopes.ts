import type { Session } from '../auth/session.ts';
import { AppError } from '../errors/app-error.ts';

/**
 * What a token lets its holder do with resources: scopes of SMART App Launch, version 2
 * (`patient/Observation.rs?category=laboratory`), and those of version 1 (`patient/*.read`). People without scopes are
 * not limited here; the door decides about them.
 * @spec https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
 */

export type Interaction = 'create' | 'read' | 'update' | 'delete' | 'search';

const LETTERS: Readonly<Record<Interaction, string>> = {
  create: 'c',
  read: 'r',
  update: 'u',
  delete: 'd',
  search: 's',
};

const SCOPE = /^(patient|user|system)\/([A-Za-z]+|\*)\.(\*|read|write|(?=[cruds])c?r?u?d?s?)(?:\?(.+))?$/;
const VERSION_1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

export interface FhirScope {
  readonly level: 'patient' | 'user' | 'system';
  /** `*`: all. */
  readonly type: string;
  readonly letters: string;
  /** Search parameters that resources must fulfil; null: none. */
  readonly query: string | null;
}

/** Null for scopes that speak of no resources, such as `openid`. */
export function parseFhirScope(text: string): FhirScope | null {
  const [, level, type, interactions = '', query] = SCOPE.exec(text) ?? [];
  if ((level !== 'patient' && level !== 'user' && level !== 'system') || type === undefined) return null;
  return { level, type, letters: VERSION_1[interactions] ?? interactions, query: query ?? null };
}

/** `everything`, or only what one of these searches finds. */
export type Grant =
  | { readonly granted: true; readonly queries: readonly string[] | null }
  | { readonly granted: false; readonly missing: string };

const EVERYTHING: Grant = { granted: true, queries: null };

/** What the token lets the session do with a type. */
export function grantOf(session: Session, type: string, interaction: Interaction): Grant {
  if (session.scopes === null) return EVERYTHING;
  const letter = LETTERS[interaction];
  const fitting = session.scopes
    .map(parseFhirScope)
    .filter((scope) => scope !== null)
    .filter((scope) => (scope.type === '*' || scope.type === type) && scope.letters.includes(letter))
    .filter((scope) => levelHolds(session, scope));
  if (fitting.some(({ query }) => query === null)) return EVERYTHING;
  const queries = fitting.flatMap(({ query }) => query ?? []);
  // Whether what is written fits a search can be told only after it was written.
  const reads = interaction === 'read' || interaction === 'search';
  if (queries.length > 0 && reads) return { granted: true, queries };
  return { granted: false, missing: `${levelOf(session)}/${type}.${letter}` };
}

export const mayInteract = (session: Session, type: string, interaction: Interaction): boolean =>
  grantOf(session, type, interaction).granted;

/** A refusal for what the token does not cover; it is entered in the log. */
export class TokenRefused extends AppError {}

/** Throws SCOPE_NOT_GRANTED with the scope that is missing. */
export function requireInteraction(session: Session, type: string, interaction: Interaction): Grant {
  const grant = grantOf(session, type, interaction);
  if (!grant.granted) throw new TokenRefused('SCOPE_NOT_GRANTED', { scope: grant.missing });
  return grant;
}

/** A scope of the level `patient` says nothing without a patient. */
const levelHolds = ({ app, personId, kind }: Session, { level }: FhirScope): boolean =>
  level === 'patient' ? (app?.patient ?? personId) !== null : level === 'system' ? kind === 'system' : true;

const levelOf = ({ kind, app }: Session): FhirScope['level'] =>
  kind === 'system' ? 'system' : kind === 'patient' || app?.patient ? 'patient' : 'user';

/** An app that was started for a patient sees nobody else. */
export function requirePatientOfLaunch({ app }: Session, personId: string): void {
  if (app !== null && app.patient !== null && app.patient !== personId)
    throw new TokenRefused('FHIR_PATIENT_OUTSIDE_LAUNCH');
}
