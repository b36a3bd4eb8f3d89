import type { FhirDeps, Method } from './exchange.ts';
import type { FhirCaller } from './ports.ts';
import { TokenRefused } from './scopes.ts';

export interface Refused {
  readonly caller: FhirCaller;
  readonly method: Method;
  readonly path: readonly string[];
}

/** Hands a refusal on to the log where the token was its reason; what the door refuses, it enters itself. */
export async function noteRefusal(
  deps: FhirDeps,
  error: unknown,
  { caller, method, path }: Refused,
): Promise<void> {
  if (!(error instanceof TokenRefused)) return;
  // Ids may tell who is meant; types, operations and `_history` do not.
  const named = path.map((part) => (/^([A-Z][A-Za-z]*|[$_][A-Za-z-]+)$/.test(part) ? part : ':id'));
  await deps.onTokenRefused?.({ caller, code: error.code, route: `${method} ${named.join('/')}` });
}
