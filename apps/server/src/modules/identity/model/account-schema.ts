import Type from 'typebox';
import { ROLES } from '../../../kernel/auth/session.ts';

/** Names of staff accounts: what can be typed on any keyboard, and told over the telephone. */
export const AccountName = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{2,63}$' });
export const DisplayName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' });
export const Roles = Type.Array(Type.Union(ROLES.map((role) => Type.Literal(role))), {
  minItems: 1,
  maxItems: ROLES.length,
  uniqueItems: true,
});
