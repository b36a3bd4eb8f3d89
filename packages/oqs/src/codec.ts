import { type DecodedFile, decodeFile, type Encoding } from './decode.ts';
import { CHARACTER_CODES, encodeFile } from './encode.ts';
import { type Finding, Findings, finding } from './findings.ts';
import { layoutIndex } from './layout-index.ts';
import { RecordReader } from './read-record.ts';
import type { Infer, Shape } from './schema.ts';
import { RecordWriter } from './write-record.ts';
import { isXmlFailure, parseXml, type XmlLimits, type XmlNode } from './xml.ts';

export interface ReadOptions {
  /** Departures from the default limits of the kind of message. */
  readonly limits?: Partial<XmlLimits>;
  /** Warnings and remarks listed at most, and errors listed at most. Default 10,000. */
  readonly maxFindings?: number;
}

/** Names by which an answer finds its question, as far as they could be read. */
export interface Echo {
  readonly medicalInstitutionCode?: string;
  readonly arbitraryFileIdentifier?: string;
}

/** A message that was read. */
export interface ReadMessage<M> {
  readonly message: M;
  readonly error: null;
  readonly encoding: Encoding;
  readonly findings: readonly Finding[];
}

/** A file that was not accepted. `error` is also among the findings. */
export interface RefusedMessage {
  readonly message: null;
  readonly error: Finding;
  /** Null when the bytes could not be read as text. */
  readonly encoding: Encoding | null;
  readonly echo: Echo;
  readonly findings: readonly Finding[];
}

export type ReadResult<M> = ReadMessage<M> | RefusedMessage;

export interface WriteOptions {
  /** Default `utf-8`. */
  readonly encoding?: Encoding;
  /** An element around the persons of a bulk message, where the receiver wants one. Default none. */
  readonly itemsWrapper?: string;
}

export interface WriteResult {
  readonly bytes: Uint8Array;
  readonly findings: readonly Finding[];
}

/** How messages of a kind are read. */
export interface CodecOptions<M> {
  /** Requests: errors of content refuse the message. */
  readonly strict: boolean;
  readonly limits: XmlLimits;
  /** Checks over several elements. */
  readonly check?: (message: M, findings: Findings) => void;
}

/** Reads and writes one kind of message. */
export interface Codec<M> {
  readonly read: (bytes: Uint8Array, options?: ReadOptions) => ReadResult<M>;
  readonly write: (message: M, options?: WriteOptions) => WriteResult;
}

const DEFAULT_MAX_FINDINGS = 10_000;

/** The codec of messages with `layout`. */
export function codec<S extends Shape>(layout: S, options: CodecOptions<Infer<S>>): Codec<Infer<S>> {
  return {
    read: (bytes, readOptions = {}) => readMessage(bytes, layout, options, readOptions),
    write: (message, writeOptions = {}) => writeMessage(message, layout, writeOptions),
  };
}

/** Bytes of a message with `layout`. */
export function writeMessage(message: object, layout: Shape, options: WriteOptions): WriteResult {
  const { encoding = 'utf-8', itemsWrapper = null } = options;
  const findings = new Findings(DEFAULT_MAX_FINDINGS);
  const document = new RecordWriter(encoding, findings, itemsWrapper).message(message, layout);
  return { bytes: encodeFile(document, encoding), findings: findings.all };
}

function readMessage<S extends Shape>(
  bytes: Uint8Array,
  layout: S,
  options: CodecOptions<Infer<S>>,
  readOptions: ReadOptions,
): ReadResult<Infer<S>> {
  const opened = openMessage(bytes, layout, options.limits, readOptions, false);
  const { findings, root, encoding } = opened;
  if (root === null) return refused(opened);
  const context = {
    strict: options.strict,
    maxTextLength: opened.limits.maxTextLength,
    damaged: false,
    ordinal: null,
  };
  const message = new RecordReader(context, findings).read(root, layout) as Infer<S>;
  if (findings.error !== null) return refused(opened);
  checkCharacterCode(root, encoding, findings);
  options.check?.(message, findings);
  if (findings.error !== null) return refused(opened);
  return { message, error: null, encoding, findings: findings.all };
}

/** A file whose bytes, encoding and XML were read; `root` null when they could not be. */
export type OpenedMessage = {
  readonly findings: Findings;
  readonly limits: XmlLimits;
} & (
  | { readonly root: XmlNode; readonly encoding: Encoding; readonly damaged: boolean }
  | { readonly root: null; readonly encoding: Encoding | null }
);

/** Bytes to XmlMsg. `tolerant`: bytes that are no text damage what they stand in, not the file. */
export function openMessage(
  bytes: Uint8Array,
  layout: Shape,
  defaults: XmlLimits,
  options: ReadOptions,
  tolerant: boolean,
): OpenedMessage {
  const findings = new Findings(options.maxFindings ?? DEFAULT_MAX_FINDINGS);
  const limits = { ...defaults, ...options.limits };
  const fail = (error: Finding, encoding: Encoding | null): OpenedMessage => {
    findings.add(error);
    return { findings, limits, root: null, encoding };
  };
  if (bytes.length > limits.maxBytes) return fail(finding('bytes-too-many'), null);
  const decoded: DecodedFile | Finding = decodeFile(bytes, tolerant);
  if ('code' in decoded) return fail(decoded, null);
  const { encoding, damaged } = decoded;
  for (const found of decoded.findings) findings.add(found);
  const root = parseXml(decoded.document, limits);
  if (isXmlFailure(root)) return fail(finding(root.code, { line: root.line }), encoding);
  if (root.name !== 'XmlMsg')
    return fail(finding('root-unexpected', { line: root.line }, root.name), encoding);
  return { findings, limits, encoding, damaged, root: withFloating(root, layout, findings) };
}

/** The refusal of a file by the first error among its findings. */
export function refused(opened: OpenedMessage): RefusedMessage {
  const { findings, root, encoding } = opened;
  const error = findings.error ?? finding('xml-ill-formed');
  return { message: null, error, encoding, echo: root === null ? {} : echoOf(root), findings: findings.all };
}

function echoOf(root: XmlNode): Echo {
  const header = childNamed(root, 'MessageHeader');
  const medicalInstitutionCode = header && childNamed(header, 'MedicalInstitutionCode')?.text.trim();
  const arbitraryFileIdentifier = header && childNamed(header, 'ArbitraryFileIdentifier')?.text;
  return {
    ...(medicalInstitutionCode ? { medicalInstitutionCode } : {}),
    ...(arbitraryFileIdentifier ? { arbitraryFileIdentifier } : {}),
  };
}

/** First child element with a local name. */
function childNamed(node: XmlNode, name: string): XmlNode | undefined {
  return node.children.find((child) => child.name === name);
}

/** Reports a CharacterCodeIdentifier that contradicts the bytes. @spec eligibility.md §7.1 */
export function checkCharacterCode(root: XmlNode, encoding: Encoding, findings: Findings): void {
  const header = childNamed(root, 'MessageHeader');
  const node = header && childNamed(header, 'CharacterCodeIdentifier');
  const stated = node?.text.trim();
  if (node === undefined || stated === '' || stated === CHARACTER_CODES[encoding]) return;
  const path = 'MessageHeader/CharacterCodeIdentifier';
  findings.add(finding('character-code-mismatch', { path, line: node.line }, stated));
}

/** Puts elements that some senders write into the body where the layout has them: into the header. */
function withFloating(root: XmlNode, layout: Shape, findings: Findings): XmlNode {
  const header = childNamed(root, 'MessageHeader');
  const body = childNamed(root, 'MessageBody');
  const spec = layout.header;
  if (header === undefined || body === undefined || spec?.kind !== 'group') return root;
  const { entries } = layoutIndex(spec.shape);
  const present = new Set(header.children.map(({ name }) => name));
  const moved = body.children.filter(({ name }) => {
    const field = entries.get(name)?.spec;
    if (field === undefined || !('floating' in field) || present.has(name)) return false;
    present.add(name);
    return true;
  });
  if (moved.length === 0) return root;
  for (const { name, line, text } of moved)
    findings.add(finding('element-moved', { path: `MessageBody/${name}`, line }, text));
  const left = new Set(moved);
  const newHeader = { ...header, children: [...header.children, ...moved] };
  const newBody = { ...body, children: body.children.filter((child) => !left.has(child)) };
  const children = root.children.map((child) =>
    child === header ? newHeader : child === body ? newBody : child,
  );
  return { ...root, children };
}
