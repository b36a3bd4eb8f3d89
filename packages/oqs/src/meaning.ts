import { type ValidityState, validityState } from './code-tables.ts';
import official from './official-codes.json' with { type: 'json' };
import type { EligibilityResponse } from './response-layouts.ts';

/** Parts of a code of the national service, `EPSB0052E`. @spec eligibility.md §10 */
export interface OfficialCode {
  readonly code: string;
  readonly service: string;
  readonly number: string;
  readonly severity: 'error' | 'warning' | 'information' | null;
  /** Null: official code unknown to this software. */
  readonly ja: string | null;
  readonly en: string | null;
}

const SEVERITIES: Readonly<Record<string, OfficialCode['severity']>> = {
  E: 'error',
  W: 'warning',
  I: 'information',
};
const SHAPE = /^(OQS|EPS|YZK|TKK)([A-Z]*[0-9]+)([A-Z]?)$/;
const KNOWN: ReadonlyMap<string, { readonly ja: string; readonly en: string }> = new Map(
  Object.entries(official.codes),
);

/**
 * What is publicly known about an error code of the national service. The list is not public, so
 * nearly every code has null texts: show it verbatim.
 * @spec eligibility.md §10
 */
export function officialCode(code: string): OfficialCode {
  const [, service = '', number = '', letter = ''] = SHAPE.exec(code) ?? [];
  const known = KNOWN.get(code);
  return {
    code,
    service,
    number,
    severity: SEVERITIES[letter] ?? null,
    ja: known?.ja ?? null,
    en: known?.en ?? null,
  };
}

/** What reception may do with an answer. @spec eligibility.md §7.2 */
export interface Usability {
  /** Ended normally, valid, exactly one eligibility. */
  readonly isUsableNow: boolean;
  readonly state: ValidityState;
  /** 2 and more are legitimate when insurance and public assistance coexist: a person decides. */
  readonly resultCount: number;
}

/** Judges a single answer, or one unit of a bulk answer together with the header. @spec eligibility.md §7.2 */
export function usability(
  header: EligibilityResponse['header'],
  body: EligibilityResponse['body'],
): Usability {
  const state = validityState(body?.qualificationValidity);
  const resultCount = body?.results.length ?? 0;
  const isNormal = header.segmentOfResult === '1' && body?.processingResultStatus === '1';
  return {
    isUsableNow: isNormal && body?.qualificationValidity === '1' && resultCount === 1,
    state,
    resultCount,
  };
}

/** Whether a name has characters that its sender could not convert: never write it over a better one. @spec eligibility.md §8.2 */
export function isDegradedText(text: string): boolean {
  return /[●■\ufffd\ue000-\uf8ff]/u.test(text);
}
