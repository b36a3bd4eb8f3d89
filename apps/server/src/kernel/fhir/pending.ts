import type { Definitions } from '@tsunagu/fhir';
import * as fhir from '@tsunagu/fhir';

/** Until the package writes and reads XML. */
const all = fhir as unknown as Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;

export const toXml = (definitions: Definitions, resource: unknown): string =>
  String(all.toXml?.(definitions, resource));
export const fromXml = (definitions: Definitions, text: string, options: unknown): unknown =>
  all.fromXml?.(definitions, text, options);
