import table from './findings.json' with { type: 'json' };

/** Code of a finding of this package. */
export type FindingCode = keyof typeof table.codes;

/** `error` refuses the message or the person; the others are only reported. */
export type FindingSeverity = 'error' | 'warn' | 'info';

/** A deviation. `value` may hold personal data: it is for support staff, never for logs. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  /** Local names below XmlMsg, `MessageBody/ResultList/ResultOfQualificationConfirmation[2]/Name`; '' for the file. */
  readonly path: string;
  /** Line in the file, from 1; null when unknown (also from 65,535 on) and when writing. */
  readonly line: number | null;
  /** Which person of a bulk message, from 1; null outside persons. */
  readonly ordinal: number | null;
  /** The text that was found, cut to 1,000 characters. */
  readonly value?: string;
}

/** What stands behind a finding code. Static texts without content of any file. */
export interface FindingRule {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  readonly ja: string;
  readonly en: string;
}

const CODES = Object.keys(table.codes) as FindingCode[];

/** Every code with its default severity. */
export const FINDING_RULES: ReadonlyMap<FindingCode, FindingRule> = new Map(
  CODES.map((code) => {
    const { severity, ja, en } = table.codes[code];
    return [code, { code, severity: parseSeverity(severity), ja, en }];
  }),
);

const MAX_VALUE_LENGTH = 1000;
/** XML parsers count lines of nodes in 16 bits. */
const LAST_KNOWN_LINE = 65_535;

function parseSeverity(text: string): FindingSeverity {
  if (text === 'error' || text === 'warn' || text === 'info') return text;
  throw new Error(`unknown severity '${text}' in the table of findings`);
}

/** A line as findings and persons carry it; null from 65,535 on. */
export function knownLine(line: number | null): number | null {
  return line !== null && line < LAST_KNOWN_LINE ? line : null;
}

/** Makes a finding with its default severity unless another one is given. */
export function finding(
  code: FindingCode,
  place: { readonly path?: string; readonly line?: number | null; readonly ordinal?: number | null } = {},
  value?: string,
  severity?: FindingSeverity,
): Finding {
  return {
    code,
    severity: severity ?? FINDING_RULES.get(code)?.severity ?? 'warn',
    path: place.path ?? '',
    line: knownLine(place.line ?? null),
    ordinal: place.ordinal ?? null,
    ...(value === undefined ? {} : { value: value.slice(0, MAX_VALUE_LENGTH) }),
  };
}

/** The findings of one message: at most `max` errors and `max` others. */
export class Findings {
  readonly all: Finding[] = [];
  readonly #max: number;
  #errors = 0;
  #others = 0;
  /** The first error. */
  error: Finding | null = null;

  constructor(max: number) {
    this.#max = max;
  }

  add(found: Finding): void {
    const isError = found.severity === 'error';
    if (isError) this.error ??= found;
    const count = isError ? ++this.#errors : ++this.#others;
    if (count <= this.#max) this.all.push(found);
    else if (count === this.#max + 1) this.all.push(finding('findings-limit'));
  }
}
