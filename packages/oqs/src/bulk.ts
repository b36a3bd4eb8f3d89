import {
  type CodecOptions,
  checkCharacterCode,
  openMessage,
  type ReadOptions,
  type RefusedMessage,
  refused,
  type WriteOptions,
  type WriteResult,
  writeMessage,
} from './codec.ts';
import type { Encoding } from './decode.ts';
import { type Finding, Findings, finding, knownLine } from './findings.ts';
import { RecordReader } from './read-record.ts';
import type { Infer, ListSpec, Shape } from './schema.ts';
import type { XmlLimits, XmlNode } from './xml.ts';

/** One person of a bulk message. */
export type BulkItem<T> = {
  /** Place in the file, from 1. */
  readonly ordinal: number;
  readonly line: number | null;
  readonly findings: readonly Finding[];
} & (
  | { readonly value: T; readonly error: null }
  | {
      readonly value: null;
      /** The first error; also among the findings. */
      readonly error: Finding;
      /** What could be read, for the answer and for support staff. */
      readonly partial: Partial<T>;
    }
);

/** A bulk message: every person by itself, `message` with the well-formed ones in the order of the file. */
export interface BulkReadMessage<M, T> {
  readonly message: M;
  readonly error: null;
  readonly encoding: Encoding;
  readonly items: readonly BulkItem<T>[];
  /** Findings about the file and its header; those about a person stand with the person. */
  readonly findings: readonly Finding[];
}

export type BulkReadResult<M, T> = BulkReadMessage<M, T> | RefusedMessage;

export interface BulkCodec<M, T> {
  readonly read: (bytes: Uint8Array, options?: ReadOptions) => BulkReadResult<M, T>;
  readonly write: (message: M, options?: WriteOptions) => WriteResult;
}

/** Properties of a layout with a header and one list of persons. */
interface BulkLayout<S extends Shape, K extends string, I extends Shape> {
  readonly layout: S;
  readonly list: K;
  readonly itemShape: I;
}

/** How bulk messages of a kind are read. */
interface BulkOptions<M> extends CodecOptions<M> {
  /** A file without persons is refused. */
  readonly needsItems: boolean;
  /** Compares the header with the number of persons in the file. */
  readonly checkCount?: (message: M, count: number, findings: Findings) => void;
}

const MAX_FINDINGS_OF_ITEM = 100;

/**
 * The codec of a message about many persons. A malformed person is an error of this person alone.
 * @spec eligibility.md §7.2, §14
 */
export function bulkCodec<S extends Shape, K extends keyof S & string, I extends Shape>(
  { layout, list, itemShape }: BulkLayout<S, K, I>,
  options: BulkOptions<Infer<S>>,
): BulkCodec<Infer<S>, Infer<I>> {
  const spec = layout[list];
  if (spec?.kind !== 'list' || spec.shape !== itemShape)
    throw new Error(`'${list}' is no list of the layout`);
  return {
    read: (bytes, readOptions = {}) => {
      const opened = openMessage(bytes, layout, options.limits, readOptions, true);
      const { findings, root } = opened;
      if (root === null) return refused(opened);
      const context = {
        strict: options.strict,
        maxTextLength: opened.limits.maxTextLength,
        damaged: opened.damaged,
      };
      const reader = new RecordReader({ ...context, ordinal: null }, findings);
      const body = root.children.filter((child) => child.name === spec.element);
      const rest = { ...root, children: root.children.filter((child) => child.name !== spec.element) };
      const message = reader.read(rest, layout);
      const nodes = body.flatMap((node) =>
        new RecordReader({ ...context, ordinal: null }, findings, [node.name]).items(node, spec),
      );
      if (options.needsItems && nodes.length === 0)
        findings.add(finding('persons-missing', { path: spec.element ?? '' }));
      if (findings.error !== null) return refused(opened);
      const items = nodes.map((node, index) => readItem<I>(node, index + 1, spec, itemShape, context));
      message[list] = items.flatMap((item) => (item.value === null ? [] : [item.value]));
      checkCharacterCode(root, opened.encoding, findings);
      options.check?.(message as Infer<S>, findings);
      options.checkCount?.(message as Infer<S>, items.length, findings);
      if (findings.error !== null) return refused(opened);
      return {
        message: message as Infer<S>,
        error: null,
        encoding: opened.encoding,
        items,
        findings: findings.all,
      };
    },
    write: (message, writeOptions = {}) => writeMessage(message, layout, writeOptions),
  };
}

interface ItemContext {
  readonly strict: boolean;
  readonly maxTextLength: XmlLimits['maxTextLength'];
  readonly damaged: boolean;
}

function readItem<I extends Shape>(
  node: XmlNode,
  ordinal: number,
  spec: ListSpec,
  shape: I,
  context: ItemContext,
): BulkItem<Infer<I>> {
  const findings = new Findings(MAX_FINDINGS_OF_ITEM);
  const path = [spec.element ?? '', `${spec.item}[${ordinal}]`];
  const record = new RecordReader({ ...context, ordinal }, findings, path).read(node, shape);
  const common = { ordinal, line: knownLine(node.line), findings: findings.all };
  return findings.error === null
    ? { ...common, value: record as Infer<I>, error: null }
    : { ...common, value: null, error: findings.error, partial: record as Partial<Infer<I>> };
}
