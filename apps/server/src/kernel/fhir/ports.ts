import type { Readable } from 'node:stream';
import type { Session } from '../auth/session.ts';

/**
 * What the FHIR interface needs of the modules, and what modules that speak FHIR need of each other. `main.ts` hands
 * the parts in; the interface itself decides nothing about persons.
 */

/** A resource as it is stored or rendered. Decimals may be exact ones (`@tsunagu/fhir`). */
export interface FhirResource {
  readonly resourceType: string;
  readonly id: string;
  readonly meta?: ResourceMeta;
  readonly [element: string]: unknown;
}

export interface ResourceMeta {
  readonly versionId?: string;
  /** Instant with time zone. */
  readonly lastUpdated?: string;
  readonly profile?: readonly string[];
  readonly [element: string]: unknown;
}

export interface FhirCaller {
  readonly session: Session;
  readonly requestId: string;
}

export interface PersonQuestion {
  readonly caller: FhirCaller;
  readonly personId: string;
  /** Resource types that the answer may hold. */
  readonly types: readonly string[];
  /** For the entry in the log, e.g. `search MedicationDispense`. */
  readonly interaction: string;
  /** For what the door is asked. Default: what the caller's role reads for, care or the caller's own. */
  readonly purpose?: 'export';
  /** The one resource that is asked for. A hint, not a filter. */
  readonly id?: string;
  /** Dates of care, `YYYY-MM-DD`, both inclusive, outside which nothing is asked for. A hint, not a filter. */
  readonly dates?: { readonly from: string | null; readonly to: string | null };
}

/** What of one person the caller may see, in an order that does not change between two readings. */
export interface PersonResources {
  readonly resources: readonly FhirResource[];
  /** Kinds of data that were asked for and are not shown, with the code of the refusal. */
  readonly refused: readonly { readonly category: string; readonly code: string }[];
}

export interface Answered<T> {
  readonly answer: T;
  /** Resources about the person in the answer. */
  readonly itemCount: number;
}

/**
 * Resources of one person. Goes through the one door: decides, lets `answer` choose, and hands the answer on after the
 * entry about it is durable. Throws the refusal of the door, and PERSON_UNKNOWN.
 */
export interface PersonReader {
  readonly types: readonly string[];
  /** The person whose resource this is; null when the id is none of ours. Reads nothing. */
  personOf(type: string, id: string): string | null;
  read<T>(
    question: PersonQuestion,
    answer: (found: PersonResources) => Answered<T> | Promise<Answered<T>>,
  ): Promise<T>;
}

/** Who is meant by an identifier; leaves its entry for whoever is found. */
export interface PersonFinder {
  byIdentifier(
    caller: FhirCaller,
    identifier: { readonly system: string | null; readonly value: string },
  ): Promise<string | null>;
}

/** Resources that are about nobody: institutions and the like. */
export interface DirectoryReader {
  readonly types: readonly string[];
  read(caller: FhirCaller, type: string, id: string): Promise<FhirResource | null>;
  /** In the order of their ids; the interface filters. */
  list(caller: FhirCaller, type: string): Promise<readonly FhirResource[]>;
}

/** `W/"3"` without its dress. */
export type VersionId = string;

export interface Written {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'deleted';
  readonly resource: FhirResource | null;
  readonly type: string;
  readonly id: string;
  readonly versionId: VersionId;
  readonly lastUpdated: Date;
  /** Of the validator, where the resource was taken in spite of them. */
  readonly issues: readonly FhirIssue[];
}

/** The same shape as an issue of the validator in `@tsunagu/fhir`. */
export interface FhirIssue {
  readonly severity: 'error' | 'warning' | 'information';
  /** Of the value set issue-type. */
  readonly code: string;
  readonly rule: string;
  readonly expression: string;
  readonly message: string;
}

export type WriteRequest =
  | {
      readonly kind: 'create';
      readonly type: string;
      readonly body: unknown;
      readonly ifNoneExist: string | null;
      /** `urn:uuid:…` by which other entries of the same transaction point here. */
      readonly fullUrl?: string;
    }
  | {
      readonly kind: 'update';
      readonly type: string;
      readonly id: string;
      readonly body: unknown;
      readonly ifMatch: VersionId | null;
    }
  /** Update of the one resource that the query finds; creates where it finds none. */
  | {
      readonly kind: 'conditional-update';
      readonly type: string;
      readonly query: string;
      readonly body: unknown;
      readonly ifMatch: VersionId | null;
      readonly fullUrl?: string;
    }
  /** JSON Patch (RFC 6902). */
  | {
      readonly kind: 'patch';
      readonly type: string;
      readonly id: string;
      readonly operations: unknown;
      readonly ifMatch: VersionId | null;
    }
  | {
      readonly kind: 'conditional-patch';
      readonly type: string;
      readonly query: string;
      readonly operations: unknown;
      readonly ifMatch: VersionId | null;
    }
  | {
      readonly kind: 'delete';
      readonly type: string;
      readonly id: string;
      readonly ifMatch: VersionId | null;
    }
  /** Removes the one resource that the query finds; several are refused, none is no error. */
  | { readonly kind: 'conditional-delete'; readonly type: string; readonly query: string };

export interface ReceivedBytes {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/**
 * Resources that institutions keep here themselves. All requests of one call happen together or not at all; the first
 * that is refused throws, with its position in the field `entry`.
 */
export interface ResourceWriter {
  readonly types: readonly string[];
  /** @param original the body as it came, kept byte for byte */
  write(
    caller: FhirCaller,
    requests: readonly WriteRequest[],
    original: ReceivedBytes,
  ): Promise<readonly Written[]>;
  /**
   * Ids of the caller's own resources with this identifier: `GET Condition?identifier=…` without a person. The ids
   * carry their persons; the resources are then read through the door.
   */
  byIdentifier?(
    caller: FhirCaller,
    type: string,
    identifier: { readonly system: string | null; readonly value: string },
  ): Promise<readonly string[]>;
  /** Newest first. Through the one door. Empty when the id is none of ours. */
  history(
    caller: FhirCaller,
    type: string,
    id: string,
  ): Promise<
    readonly {
      readonly versionId: VersionId;
      readonly lastUpdated: Date;
      readonly deleted: boolean;
      readonly resource: FhirResource | null;
    }[]
  >;
}

/** What an operation is asked. */
export interface OperationCall {
  readonly caller: FhirCaller;
  readonly level: OperationLevel;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Null at the level of the system. */
  readonly type: string | null;
  /** Set at the level of an instance. */
  readonly id: string | null;
  /**
   * Of the address, and of the `Parameters` in the body where their value is a primitive, in their order. Parameters of
   * the interface itself (`_format`, `_pretty`, `_cursor`) are not among them.
   */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** The body as it was read; null where there was none. */
  readonly body: unknown;
  /** Values of the header Prefer, e.g. `respond-async`. */
  readonly prefer: readonly string[];
  /** Of the header Accept. */
  readonly accept: string | null;
  /** `https://host/fhir/R4`. */
  readonly baseUrl: string;
  /** Address that was asked, below the base, without parameters: `Patient/…/$everything`. */
  readonly path: string;
  /** Whether the token lets the caller read this type; always true for people. */
  mayRead(type: string): boolean;
  /** Throws SCOPE_NOT_GRANTED unless the token lets the caller read this type. */
  requireRead(type: string): void;
  /**
   * A page of the answer as a `searchset`, with a link to the next one: to be called inside `PersonReader.read`, so that
   * the entry tells what was handed out. Leaves out what the token does not cover. `resources` in an order that does not
   * change between two readings.
   */
  page(resources: readonly FhirResource[], refused?: PersonResources['refused']): Answered<OperationAnswer>;
}

export type OperationLevel = 'system' | 'type' | 'instance';

/** A resource is written as JSON or XML as the caller wants it; bytes go out as they are. */
export interface OperationAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly resource?: { readonly resourceType: string; readonly [element: string]: unknown };
  readonly bytes?: { readonly contentType: string; readonly content: Buffer | Readable };
}

export interface Operation {
  /** With its dollar sign: `$everything`. */
  readonly name: string;
  readonly level: OperationLevel;
  /** Types at whose address it stands; empty at the level of the system. */
  readonly types: readonly string[];
  /** An operation that changes something is called by POST only. */
  readonly changesState: boolean;
  /** Whether it may also be called by DELETE, as the status of an export. */
  readonly deletable?: boolean;
  /** Canonical of its OperationDefinition, for the CapabilityStatement. */
  readonly definition: string;
  handle(call: OperationCall): Promise<OperationAnswer>;
}

/** Takes documents and collections that are sent to `POST /fhir/R4/Bundle`. */
export interface BundleReceiver {
  /** By the type of the bundle and its profiles; looks at nothing else. */
  accepts(bundle: FhirBundle): boolean;
  receive(caller: FhirCaller, bundle: FhirBundle, original: ReceivedBytes): Promise<BundleReceived>;
}

export interface FhirBundle {
  readonly resourceType: 'Bundle';
  readonly type: string;
  readonly [element: string]: unknown;
}

export interface BundleReceived {
  readonly bundleId: string;
  /** `waiting`: kept, and tried again when the person is known. */
  readonly outcome: 'created' | 'unchanged' | 'waiting';
  readonly versionId: VersionId;
  readonly lastUpdated: Date;
  readonly issues: readonly FhirIssue[];
}
