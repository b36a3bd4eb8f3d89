import { compileSearch, type Definitions, SearchProblem } from '@tsunagu/fhir';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type TargetPolicy, urlFault } from '../../../kernel/http/targets.ts';
import { CLINICAL_TYPES } from '../model/facts.ts';
import { isObject, type JsonObject, textOf } from '../model/json.ts';

/** An R4 Subscription as far as it is carried out. */
export interface Parsed {
  readonly type: string;
  readonly query: string;
  readonly channel: 'rest-hook' | 'websocket';
  /** Of a rest-hook; null for a websocket, where whoever wants to be told comes. */
  readonly endpoint: string | null;
  /** `Name: value`. */
  readonly headers: readonly string[];
  readonly endsAt: Date | null;
  readonly status: 'active' | 'off';
  /** Without the headers: they are secrets. */
  readonly content: JsonObject;
}

const refuse = (expression: string, reason: string): AppError =>
  new AppError('SUBSCRIPTION_REFUSED', { expression, reason });

/** Names that the server itself sets, or that change where a request goes. */
const NOT_THEIRS = /^(host|content-length|transfer-encoding|connection|upgrade|te|trailer|expect)$/i;
const HEADER = /^([A-Za-z0-9-]{1,60}): ?([\x20-\x7e]{0,1000})$/;

/** Throws SUBSCRIPTION_REFUSED. @spec https://hl7.org/fhir/R4/subscription.html */
export function parseSubscription(body: JsonObject, definitions: Definitions, policy: TargetPolicy): Parsed {
  const { status, criteria, channel, end } = body;
  if (status !== 'requested' && status !== 'active' && status !== 'off')
    throw refuse('Subscription.status', 'requested, active or off');
  if (!isObject(channel)) throw refuse('Subscription.channel', 'missing');
  const target = targetOf(channel, policy);
  const { header: _secret, ...shown } = channel;
  const [type = '', query = ''] = splitCriteria(textOf(criteria) ?? '');
  compileCriteria(type, query, definitions);
  const endsAt = end === undefined ? null : new Date(textOf(end) ?? '');
  if (endsAt !== null && Number.isNaN(endsAt.getTime())) throw refuse('Subscription.end', 'no instant');
  return {
    type,
    query,
    ...target,
    endsAt,
    status: status === 'off' ? 'off' : 'active',
    content: { ...body, channel: shown, status: status === 'off' ? 'off' : 'active' },
  };
}

function targetOf(
  { type, endpoint, payload, header }: JsonObject,
  policy: TargetPolicy,
): Pick<Parsed, 'channel' | 'endpoint' | 'headers'> {
  if (type !== 'rest-hook' && type !== 'websocket')
    throw refuse('Subscription.channel.type', 'rest-hook or websocket');
  // What happened is told, not what was found out: whoever is told asks, and passes the door.
  if (payload !== undefined) throw refuse('Subscription.channel.payload', 'no payload is sent');
  if (type === 'websocket') {
    if (endpoint !== undefined) throw refuse('Subscription.channel.endpoint', 'none for a websocket');
    if (header !== undefined) throw refuse('Subscription.channel.header', 'none for a websocket');
    return { channel: type, endpoint: null, headers: [] };
  }
  const address = textOf(endpoint) ?? '';
  const fault = urlFault(address, policy);
  if (fault !== null) throw refuse('Subscription.channel.endpoint', fault);
  return { channel: type, endpoint: address, headers: headersOf(header) };
}

function headersOf(header: unknown): readonly string[] {
  const lines = header === undefined ? [] : header;
  if (!Array.isArray(lines) || lines.length > 10) throw refuse('Subscription.channel.header', 'too many');
  return lines.map((line: unknown) => {
    const [, name = '', value = ''] = HEADER.exec(textOf(line) ?? '') ?? [];
    if (name === '' || NOT_THEIRS.test(name)) throw refuse('Subscription.channel.header', 'not usable');
    return `${name}: ${value}`;
  });
}

function splitCriteria(criteria: string): readonly string[] {
  const at = criteria.indexOf('?');
  return at < 0 ? [criteria, ''] : [criteria.slice(0, at), criteria.slice(at + 1)];
}

/** The search of a subscription. Throws SUBSCRIPTION_REFUSED. */
export function compileCriteria(type: string, query: string, definitions: Definitions) {
  if (!CLINICAL_TYPES.includes(type)) throw refuse('Subscription.criteria', 'a type that is kept here');
  try {
    return compileSearch(definitions, type, [...new URLSearchParams(query)], {
      now: new Date(0),
      strict: true,
      baseUrl: '',
    });
  } catch (error) {
    if (error instanceof SearchProblem) throw refuse('Subscription.criteria', 'a search that is understood');
    throw error;
  }
}
