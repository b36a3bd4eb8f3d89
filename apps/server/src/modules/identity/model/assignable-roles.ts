import type { OrganisationKind, Role } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import TABLE from './assignable-roles.json' with { type: 'json' };

/** Throws ROLE_NOT_ASSIGNABLE unless a manager of such an organisation may give every one of these roles. */
export function requireAssignable(kind: OrganisationKind, roles: readonly Role[]): void {
  const allowed: readonly string[] = TABLE[kind];
  const wrong = roles.find((role) => !allowed.includes(role));
  if (wrong !== undefined) throw new AppError('ROLE_NOT_ASSIGNABLE', { role: wrong, kind });
}
