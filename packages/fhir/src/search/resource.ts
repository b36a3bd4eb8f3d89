/** A resource as searches see it. */
export interface SearchResource {
  readonly resourceType: string;
  readonly id?: string;
  readonly [element: string]: unknown;
}

/** The resource that a literal reference points to, `Type/id`; undefined where there is none. */
export type Resolve = (reference: string) => SearchResource | undefined;

/** What lies around the resource that is looked at: for chains, and for `_has`. */
export interface Surroundings {
  readonly resolve: Resolve;
  readonly ofType: (type: string) => Iterable<SearchResource>;
}
