import explanations from './explanations.json' with { type: 'json' };
import peopleOnly from './people-only.json' with { type: 'json' };

export interface Explanation {
  readonly ja: string;
  readonly en: string;
}

const EXPLANATIONS = new Map(Object.entries(explanations));

/** Why something was refused and what to do about it in the sandbox; null where nobody wrote about the code. */
export function explain(code: string): Explanation | null {
  const [ja, en] = EXPLANATIONS.get(code) ?? [];
  return ja === undefined || en === undefined ? null : { ja, en };
}

/** Codes that programs never meet. */
export const isForPeopleOnly = (code: string): boolean =>
  peopleOnly.codes.includes(code) || peopleOnly.prefixes.some((prefix) => code.startsWith(prefix));

export const EXPLAINED_CODES: readonly string[] = [...EXPLANATIONS.keys()];

/** What an answer's body says of a refusal. */
export interface Refusal {
  readonly code: string;
  /** What is missing or wrong, and where: never a value of a resource. */
  readonly detail: string;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads the refusal out of an answer: ours, an OperationOutcome, or the token endpoint's. Null where it is none. */
export function refusalIn(body: string): Refusal | null {
  const answer = parse(body);
  if (!isObject(answer)) return null;
  const { error, issue } = answer;
  if (isObject(error)) {
    const fields = isObject(error.fields) ? Object.entries(error.fields) : [];
    return {
      code: textOf(error.code),
      detail: fields.map(([name, value]) => `${name}: ${value}`).join(', '),
    };
  }
  if (typeof error === 'string') return { code: `oauth:${error}`, detail: textOf(answer.error_description) };
  return Array.isArray(issue) ? refusalInOutcome(issue.filter(isObject)) : null;
}

/** The first issue tells the error, the next one which rule of which element was broken first. */
function refusalInOutcome([first, ...rules]: readonly Json[]): Refusal | null {
  if (first === undefined) return null;
  const broken = rules.find(({ severity }) => severity === 'error');
  const place = broken === undefined ? placeOf(first) : ruleOf(broken);
  return { code: codingOf(first), detail: place };
}

/** Without the id of the request, which stands beside it. */
const placeOf = ({ diagnostics }: Json): string =>
  textOf(diagnostics)
    .split('; ')
    .filter((part) => !part.startsWith('requestId='))
    .join(', ');

function ruleOf(issue: Json): string {
  const expression: unknown = Array.isArray(issue.expression) ? issue.expression[0] : '';
  const text = isObject(issue.details) ? textOf(issue.details.text) : '';
  return [textOf(expression), codingOf(issue), text].filter((part) => part !== '').join(' · ');
}

function codingOf({ details }: Json): string {
  const coding: unknown = isObject(details) && Array.isArray(details.coding) ? details.coding[0] : null;
  return isObject(coding) ? textOf(coding.code) : '';
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
