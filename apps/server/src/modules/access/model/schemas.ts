import Type from 'typebox';
import { sessionOf } from '../../../kernel/http/app.ts';
import { actorOf, ownPersonId, requirePersonId } from './actor-of.ts';
import { CATEGORIES } from './standing.ts';

const literals = <T extends string>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));

const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

export const CategorySchema = literals(CATEGORIES);
export const CategoriesSchema = Type.Array(CategorySchema, { minItems: 1, maxItems: CATEGORIES.length });
export const PersonParams = Type.Object({ ref: Type.String({ maxLength: 36 }) });
export const IdParams = Type.Object({ id: Type.String({ pattern: UUID }) });
export const FacilityCodeSchema = Type.String({ pattern: '^\\d{10}$' });
/** A day that exists; the database knows no year 0. */
export const DateSchema = Type.String({ format: 'date', pattern: '^[1-9]' });
export const NoteSchema = Type.String({ minLength: 1, maxLength: 2000 });

type AnyRequest = Parameters<typeof sessionOf>[0];
type PersonRequest = AnyRequest & { readonly params: { readonly ref: string } };

/** Who asks about the person in the address. */
export const deskOf = (request: PersonRequest) => ({
  actor: actorOf(sessionOf(request)),
  personId: requirePersonId(request.params.ref),
  requestId: request.id,
});

/** Who asks about no person in particular. */
export const officeOf = (request: AnyRequest) => ({
  actor: actorOf(sessionOf(request)),
  requestId: request.id,
});

/** A patient who asks about what is theirs. */
export const homeOf = (request: AnyRequest) => ({
  ...officeOf(request),
  personId: ownPersonId(sessionOf(request)),
});
