import { parseLocalDate } from '@tsunagu/ids';
import Type from 'typebox';
import { AppError } from '../../kernel/errors/app-error.ts';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import { actorOf, type DiscloseDeps } from '../access/index.ts';
import { lookUpByNumbers } from './look-up.ts';

/** Those who are not at a desk are refused by `access`, and the attempt leaves its entry. */
export const DESK = { permission: 'signed-in', audience: 'both' } as const;

export const Numbers = {
  insurerNumber: Type.String({ minLength: 1, maxLength: 20 }),
  symbol: Type.String({ maxLength: 60 }),
  number: Type.String({ minLength: 1, maxLength: 60 }),
  branch: Type.Optional(Type.String({ maxLength: 4 })),
};

/** A day of the calendar. Throws INPUT_INVALID. */
export function requireDay(text: string, field: string): string {
  const day = parseLocalDate(text);
  if (day === null) throw new AppError('INPUT_INVALID', { [field]: 'date' });
  return day;
}

/** What the desk asks by numbers. */
export function deskRoutes(app: App, deps: DiscloseDeps): void {
  app.post(
    '/api/eligibility/look-up',
    {
      config: DESK,
      schema: {
        body: Type.Object({
          ...Numbers,
          birthDate: Type.String({ maxLength: 10 }),
          limitConsent: Type.Boolean(),
          date: Type.Optional(Type.String({ maxLength: 10 })),
        }),
      },
    },
    (request) => {
      const session = sessionOf(request);
      const { date, limitConsent, birthDate, ...numbers } = request.body;
      return lookUpByNumbers(deps, {
        actor: actorOf(session),
        requestId: request.id,
        numbers: { ...numbers, birthDate: requireDay(birthDate, '/birthDate') },
        limitConsent,
        ...(date === undefined ? {} : { date: requireDay(date, '/date') }),
      });
    },
  );
}
