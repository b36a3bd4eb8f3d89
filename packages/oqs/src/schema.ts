import type { LocalDate, YearMonth } from '@tsunagu/ids';

/**
 * The layout of a message: which elements a record has, in the order in which they are written, and
 * what their text means. TypeScript types of messages are inferred from the layouts, so that a
 * layout and its type cannot differ.
 */

declare const carries: unique symbol;

/**
 * `required`: without it a request (or a person of a bulk request) is refused.
 * `expected`: always present according to the specification; its absence is a finding.
 */
export type Presence = 'required' | 'expected' | 'optional';

/** What the text of an element is. */
export type ScalarKind = 'text' | 'identifier' | 'code' | 'date' | 'month' | 'instant' | 'integer';

/** Which check an identifier undergoes; its text stays as it was written. */
export type IdentifierKind = 'insurer' | 'number' | 'branch' | 'facility';

export interface ScalarSpec {
  readonly kind: ScalarKind;
  /** Written name; null: the property's name with an upper-case first letter. */
  readonly element: string | null;
  readonly presence: Presence;
  /** Code table for `code`. */
  readonly table?: string;
  readonly identifier?: IdentifierKind;
  /** Digits that an `integer` is padded to. */
  readonly width?: number;
  /** Also looked for in MessageBody where the header lacks it. */
  readonly floating?: boolean;
}

export interface GroupSpec {
  readonly kind: 'group';
  readonly element: string | null;
  readonly presence: Presence;
  readonly shape: Shape;
}

export interface ListSpec {
  readonly kind: 'list';
  /** The element around the items; null when the items stand in the record itself. */
  readonly element: string | null;
  readonly presence: Presence;
  readonly item: string;
  readonly shape: Shape;
}

export type FieldSpec = ScalarSpec | GroupSpec | ListSpec;
export type Field<T, P extends Presence> = FieldSpec & {
  readonly presence: P;
  readonly [carries]?: () => T;
};
export type Shape = Readonly<Record<string, FieldSpec>>;

type Carried<F> = F extends { readonly [carries]?: () => infer T } ? T : never;
type RequiredKeys<S extends Shape> = {
  [K in keyof S]: S[K]['presence'] extends 'required' ? K : never;
}[keyof S];

/** The TypeScript type of a record. */
export type Infer<S extends Shape> = { readonly [K in RequiredKeys<S>]: Carried<S[K]> } & {
  readonly [K in Exclude<keyof S, RequiredKeys<S>>]?: Carried<S[K]>;
};

/** Text as it stands in the file. */
export function text<P extends Presence>(presence: P, element: string | null = null): Field<string, P> {
  return { kind: 'text', element, presence };
}

/** Text like {@link text}, taken from the header or, where it is missing there, from the body. */
export function floatingText<P extends Presence>(presence: P): Field<string, P> {
  return { kind: 'text', element: null, presence, floating: true };
}

/** A code like {@link code}, taken from the header or, where it is missing there, from the body. */
export function floatingCode<P extends Presence>(presence: P, table: string): Field<string, P> {
  return { kind: 'code', element: null, presence, table, floating: true };
}

/** An identifier in its original writing that must have a form for matching. */
export function identifier<P extends Presence>(
  presence: P,
  kind: IdentifierKind,
  element: string | null = null,
): Field<string, P> {
  return { kind: 'identifier', identifier: kind, element, presence };
}

/** A code of `table`; unknown codes are kept. */
export function code<P extends Presence>(
  presence: P,
  table: string,
  element: string | null = null,
): Field<string, P> {
  return { kind: 'code', table, element, presence };
}

/** yyyyMMdd. */
export function date<P extends Presence>(presence: P, element: string | null = null): Field<LocalDate, P> {
  return { kind: 'date', element, presence };
}

/** yyyyMM. */
export function month<P extends Presence>(presence: P, element: string | null = null): Field<YearMonth, P> {
  return { kind: 'month', element, presence };
}

/** yyyyMMddHHmmss in Asia/Tokyo. */
export function instant<P extends Presence>(presence: P, element: string | null = null): Field<Date, P> {
  return { kind: 'instant', element, presence };
}

/** A whole number that is not negative, padded with zeros to `width` digits when written. */
export function integer<P extends Presence>(
  presence: P,
  width = 1,
  element: string | null = null,
): Field<number, P> {
  return { kind: 'integer', width, element, presence };
}

/** A record inside a record. */
export function group<P extends Presence, S extends Shape>(
  presence: P,
  shape: S,
  element: string | null = null,
): Field<Infer<S>, P> {
  return { kind: 'group', element, presence, shape };
}

/**
 * Repeated records. `required`: the property is always an array, empty when there are no items;
 * `optional`: the property is absent when there are no items.
 */
export function list<P extends Presence, S extends Shape>(
  presence: P,
  wrapper: string | null,
  item: string,
  shape: S,
): Field<readonly Infer<S>[], P> {
  return { kind: 'list', element: wrapper, presence, item, shape };
}

/** The name under which a property is written. */
export function elementName(property: string, spec: FieldSpec): string {
  if (spec.kind === 'list') return spec.element ?? spec.item;
  return spec.element ?? property.charAt(0).toUpperCase() + property.slice(1);
}
