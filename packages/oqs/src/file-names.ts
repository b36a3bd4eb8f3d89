import { type FacilityCode, parseFacilityCode } from '@tsunagu/ids';
import table from './message-kinds.json' with { type: 'json' };
import { PRESCRIPTION_PREFIXES, type PrescriptionOperation } from './prescription-codecs.ts';
import { readInstant, writeInstant } from './scalars.ts';

/** What a file carries, by the prefix of its name. @spec eligibility.md §5.1 */
export type MessageKind =
  | 'eligibility'
  | 'bulk'
  | 'bulk-fetch'
  | 'home-visit-list'
  | 'home-visit-fetch'
  | 'online-list'
  | 'online-fetch'
  | 'public-assistance-list'
  | 'public-assistance-fetch'
  | 'registration'
  | 'bulk-registration'
  | 'drug-view'
  | 'checkup-view'
  | PrescriptionOperation;

export type MessageDirection = 'req' | 'res';

export interface ParsedFileName {
  readonly kind: MessageKind;
  readonly prefix: string;
  readonly direction: MessageDirection;
  /** What stands between `_` and the extension; its inner form differs between implementations. */
  readonly identifier: string;
  readonly extension: 'xml' | 'zip';
  /** Who pushed it and when, in the names of the face reader only. */
  readonly face: { readonly facility: FacilityCode; readonly time: Date } | null;
}

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(table.prefixes),
  ...PRESCRIPTION_PREFIXES,
]);
const KINDS: ReadonlyMap<string, string> = new Map([...PREFIXES].map(([prefix, kind]) => [kind, prefix]));
/** No separators, wildcards, control characters or leading dots: a name can never leave its folder. */
const NAME =
  /^([A-Za-z]{7}[A-Za-z0-9][0-9]{2})(req|res)_([^\\/:*?"<>|\p{Cc}.][^\\/:*?"<>|\p{Cc}]{0,199})\.(xml|zip)$/iu;
const FACE = /^face_([0-9]{10})_([0-9]{14})$/;

/**
 * Reads the name of a message file; null for every other name, for paths and for unknown prefixes.
 * Correlate by `arbitraryFileIdentifier` first and by `identifier` second.
 * @spec eligibility.md §5.1
 */
export function parseFileName(name: string): ParsedFileName | null {
  const match = NAME.exec(name);
  const [, prefix = '', direction = '', identifier = '', extension = ''] = match ?? [];
  const kind = PREFIXES.get(prefix);
  if (kind === undefined) return null;
  return {
    kind: kind as MessageKind,
    prefix,
    direction: direction.toLowerCase() === 'req' ? 'req' : 'res',
    identifier,
    extension: extension.toLowerCase() === 'zip' ? 'zip' : 'xml',
    face: parseFace(identifier),
  };
}

function parseFace(identifier: string): ParsedFileName['face'] {
  const [, code = '', stamp = ''] = FACE.exec(identifier) ?? [];
  const facility = parseFacilityCode(code);
  const time = readInstant(stamp);
  return facility === null || time === null ? null : { facility, time };
}

/**
 * Name of the answer to a request: `req` becomes `res`, everything else stays. Null when the name is
 * no request's.
 */
export function answerFileName(requestName: string, extension: 'xml' | 'zip' = 'xml'): string | null {
  const parsed = parseFileName(requestName);
  if (parsed === null || parsed.direction !== 'req') return null;
  return `${parsed.prefix}res_${parsed.identifier}.${extension}`;
}

/**
 * Name of a message file. `template` may use `{prefix}`, `{direction}` and `{identifier}`. Null when
 * the result is no name that {@link parseFileName} reads.
 */
export function messageFileName(
  kind: MessageKind,
  direction: MessageDirection,
  identifier: string,
  template: string = table.templates.file,
): string | null {
  const prefix = KINDS.get(kind) ?? '';
  const name = fill(template, { prefix, direction, identifier });
  return parseFileName(name) === null ? null : name;
}

/**
 * Name of a result that the card reader pushes; `instant` is written as yyyyMMddHHmmss in Asia/Tokyo.
 * `template` may use `{facility}` and `{time}`.
 * @throws RangeError when instant or template give no name that {@link parseFileName} reads
 */
export function faceFileName(
  facility: FacilityCode,
  instant: Date,
  template: string = table.templates.face,
): string {
  const name = fill(template, { facility, time: writeInstant(instant) ?? '' });
  if (parseFileName(name) === null) throw new RangeError('the template gives no name of a message file');
  return name;
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{([a-z]+)\}/g, (whole, key: string) => values[key] ?? whole);
}
