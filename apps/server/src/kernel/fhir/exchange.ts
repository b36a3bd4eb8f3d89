import type { Clock } from '../clock.ts';
import type { ErrorCode } from '../errors/app-error.ts';
import type { DefinitionSets } from './definition-sets.ts';
import type {
  BundleReceiver,
  DirectoryReader,
  FhirCaller,
  Operation,
  OperationAnswer,
  PersonFinder,
  PersonReader,
  ReceivedBytes,
  ResourceWriter,
} from './ports.ts';

/** Below the origin of the installation. */
export const FHIR_PATH = '/fhir/R4';
export const FHIR_VERSION = '4.0.1';

export interface FhirDeps {
  readonly persons: readonly PersonReader[];
  /** Null: nobody can be found by identifiers. */
  readonly finder: PersonFinder | null;
  readonly directories: readonly DirectoryReader[];
  /** Null: nothing is written. */
  readonly writer: ResourceWriter | null;
  readonly receivers: readonly BundleReceiver[];
  readonly operations: readonly Operation[];
  readonly sets: DefinitionSets;
  /** Scheme, host and port. */
  readonly publicOrigin: string;
  readonly clock: Clock;
  /** Address of the channel `websocket` of subscriptions. */
  readonly websocket?: string;
  /** Told when a token does not cover what is asked for; the refusal waits for it. */
  readonly onTokenRefused?: (refused: TokenRefusal) => Promise<void>;
  /** Makes the addresses of pages opaque. */
  readonly sealer: Sealer;
}

export interface TokenRefusal {
  readonly caller: FhirCaller;
  readonly code: ErrorCode;
  /** With the types, without ids: `GET Observation/:id`. */
  readonly route: string;
}

export interface Sealer {
  seal(secret: Buffer, context: string): string;
  /** Throws when the text was changed. */
  open(sealed: string, context: string): Buffer;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Parameter = readonly [name: string, value: string];

/** One interaction, from HTTP or out of a batch. */
export interface FhirRequest {
  readonly caller: FhirCaller;
  readonly method: Method;
  /** Below the base, decoded. */
  readonly path: readonly string[];
  /** Of the address and, for searches by POST, of the form; without those of the format. */
  readonly parameters: readonly Parameter[];
  readonly headers: FhirHeaders;
  /** As read from JSON or XML; null where there was none. */
  readonly body: unknown;
  readonly original: ReceivedBytes;
}

/** Null: not sent. */
export interface FhirHeaders {
  readonly ifMatch: string | null;
  readonly ifNoneMatch: string | null;
  readonly ifNoneExist: string | null;
  readonly ifModifiedSince: string | null;
  readonly prefer: readonly string[];
  readonly accept: string | null;
}

export const NO_HEADERS: FhirHeaders = {
  ifMatch: null,
  ifNoneMatch: null,
  ifNoneExist: null,
  ifModifiedSince: null,
  prefer: [],
  accept: null,
};

export interface FhirAnswer extends OperationAnswer {
  readonly status: number;
}

export const baseUrlOf = ({ publicOrigin }: Pick<FhirDeps, 'publicOrigin'>): string =>
  `${publicOrigin}${FHIR_PATH}`;

/** `a=1&b=2`, in the given order. */
export const queryString = (parameters: readonly Parameter[]): string =>
  new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value])).toString();

/** The value of the last parameter of this name. */
export const lastOf = (parameters: readonly Parameter[], name: string): string | null =>
  parameters.findLast(([one]) => one === name)?.[1] ?? null;
