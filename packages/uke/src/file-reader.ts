import type { ClaimBuilder, RecordContext } from './context.ts';
import { INVALID, inspectCp932, isJisText, VALID, VALID_WITH_EXTENSION } from './cp932.ts';
import { decodeText, type Encoding } from './fields.ts';
import { readHeader } from './header.ts';
import { type FileLayout, layoutOf, type RecordLayout } from './layout.ts';
import { MedicalBuilder } from './medical.ts';
import type { Claim, ClaimKind, ReadSummary } from './model.ts';
import { PharmacyBuilder } from './pharmacy.ts';
import { RawBytes } from './raw.ts';
import { FOREIGN_RECORDS, isUtf8, type Sniffed } from './sniff.ts';
import { Totals } from './totals.ts';

const EOF_BYTE = 0x1a;
const CR = 0x0d;
const A = 65;
const Z = 90;

/** '' and every pair of capital letters. */
const RECORD_IDS: readonly string[] = [
  '',
  ...Array.from({ length: 26 * 26 }, (_, i) => String.fromCharCode(A + Math.floor(i / 26), A + (i % 26))),
];

interface Limits {
  readonly maxClaimRecords: number;
  readonly keepRaw: boolean;
}

/** Reads records one after the other: header, claims, trailer, and what lies between files put together. */
export class FileReader {
  readonly #context: RecordContext;
  readonly #limits: Limits;
  readonly #builders: Readonly<Record<ClaimKind, ClaimBuilder>>;
  readonly #totals: Totals;
  readonly #raw: RawBytes | null;
  readonly #counts = new Int32Array(RECORD_IDS.length);
  #claims: Claim[] = [];
  #kind: ClaimKind | null = null;
  #builder: ClaimBuilder;
  #layout: FileLayout;
  #offset = 0;
  #ordinal = 0;
  #finished = 0;
  #isClaimOpen = false;
  #claimOffset = 0;
  #claimEnd = 0;
  #claimRecords = 0;
  #lastRecord = 0;
  #claimNo = -1;
  #hasHeader = false;
  #state: 'start' | 'claims' | 'after-go' = 'start';
  #hasEof = false;

  constructor(context: RecordContext, limits: Limits) {
    this.#context = context;
    this.#limits = limits;
    this.#builders = { medical: new MedicalBuilder(context), pharmacy: new PharmacyBuilder(context) };
    this.#builder = this.#builders.medical;
    this.#layout = layoutOf('medical');
    this.#totals = new Totals(context);
    this.#raw = limits.keepRaw ? new RawBytes() : null;
  }

  /** Takes what the head of the file told. */
  begin(sniffed: Sniffed): void {
    const { findings, fields } = this.#context;
    this.#offset = sniffed.bom;
    fields.encoding = sniffed.encoding;
    if (sniffed.bom > 0) findings.addOnce('file-bom', 0, '', null);
    if (sniffed.encoding === 'utf-8') findings.addOnce('file-utf8', 0, '', null);
    if (sniffed.refusal !== null)
      findings.addOnce(sniffed.refusal, sniffed.refusal === 'file-empty' ? 0 : 1, sniffed.refusedBy, null);
    if (sniffed.kind !== null) this.#useKind(sniffed.kind);
  }

  #useKind(kind: ClaimKind): void {
    this.#kind ??= kind;
    this.#layout = layoutOf(kind);
    this.#builder = this.#builders[kind];
  }

  refuseLongRecord(): void {
    this.#context.findings.addOnce('record-too-long', this.#context.record + 1, '', null);
  }

  takeClaims(): readonly Claim[] {
    const claims = this.#claims;
    this.#claims = [];
    return claims;
  }

  summary(bytes: number): ReadSummary {
    const recordsByType: Record<string, number> = {};
    let records = 0;
    this.#counts.forEach((count, index) => {
      if (count > 0) recordsByType[RECORD_IDS[index] ?? ''] = count;
      records += count;
    });
    const { refused } = this.#context.findings;
    return { kind: this.#kind, bytes, records, recordsByType, claims: this.#finished, refused };
  }

  /** Takes the record that was just scanned; `length` = its bytes with the line end. */
  take(length: number): void {
    const context = this.#context;
    const { fields } = context;
    const offset = this.#offset;
    this.#offset += length;
    const rawStart = fields.starts[0] as number;
    this.#skipEof();
    const start = fields.starts[0] as number;
    if (start >= fields.end && this.#hasEof) return;
    context.record += 1;
    const id = this.#recordId(start);
    context.type = RECORD_IDS[id] as string;
    this.#counts[id] = (this.#counts[id] as number) + 1;
    if (fields.bareLf) context.findings.addOnce('file-lf', 0, '', null);
    const { type } = context;
    if (type === 'RE') this.#beginClaim(offset);
    else if (type === 'IR' || type === 'YK') this.#takeHeader(type);
    else if (type === 'GO') this.#takeTrailer();
    else this.#takeOther(type);
    if (this.#isClaimOpen) {
      this.#lastRecord = context.record;
      this.#claimEnd = this.#offset;
      if (this.#claimRecords <= this.#limits.maxClaimRecords)
        this.#raw?.add(fields.bytes, rawStart, rawStart + length);
    }
  }

  /** A 1A before a record ends one of several files that were put together. */
  #skipEof(): void {
    const { fields } = this.#context;
    let start = fields.starts[0] as number;
    const first = start;
    while (start < fields.end && fields.bytes[start] === EOF_BYTE) start++;
    this.#hasEof = start > first;
    fields.controls -= start - first;
    fields.starts[0] = start;
  }

  /** Index of the record id at hand, 0 when it is not two letters; such text is not repeated anywhere. */
  #recordId(start: number): number {
    const { bytes, end } = this.#context.fields;
    const first = bytes[start] as number;
    const second = bytes[start + 1] as number;
    const idEnd = this.#context.fields.count > 1 ? (this.#context.fields.starts[1] as number) - 1 : end;
    if (idEnd - start !== 2 || first < A || first > Z || second < A || second > Z) return 0;
    return (first - A) * 26 + second - A + 1;
  }

  #takeHeader(type: 'IR' | 'YK'): void {
    this.#closeClaim(false);
    const context = this.#context;
    if (this.#state !== 'start') {
      context.findings.addOnce('file-concatenated', context.record, type, null);
      if (this.#state === 'claims') context.findings.addOnce('file-trailer-missing', 0, '', null);
    }
    this.#useKind(type === 'IR' ? 'medical' : 'pharmacy');
    const kind = type === 'IR' ? 'medical' : 'pharmacy';
    this.#checkEncoding();
    context.header = readHeader(context, kind);
    this.#totals.begin(context.header);
    this.#hasHeader = true;
    this.#state = 'claims';
    this.#claimNo = context.header.volume === '00' ? 0 : -1;
  }

  #takeTrailer(): void {
    this.#closeClaim(false);
    const context = this.#context;
    if (this.#state === 'after-go') context.findings.addOnce('file-after-go', context.record, 'GO', null);
    this.#checkEncoding();
    context.check(this.#layoutFor('GO'));
    this.#totals.compare();
    this.#state = 'after-go';
  }

  #layoutFor(id: string): RecordLayout {
    const layout = this.#layout.records.get(id);
    if (layout === undefined) throw new Error(`no layout for ${id}`);
    return layout;
  }

  #beginClaim(offset: number): void {
    this.#closeClaim(false);
    const context = this.#context;
    const { findings, fields } = context;
    if (this.#state === 'start') findings.addOnce('file-header-missing', 0, '', null);
    if (this.#state === 'after-go') findings.addOnce('file-after-go', context.record, 'RE', null);
    else this.#state = 'claims';
    this.#ordinal += 1;
    this.#isClaimOpen = true;
    this.#claimOffset = offset;
    this.#claimRecords = 1;
    findings.openClaim(this.#ordinal);
    this.#checkEncoding();
    this.#builder.begin({ ordinal: this.#ordinal, byteOffset: offset });
    this.#checkClaimNumber(fields.integer(1));
  }

  /** RE1 counts 1, 2, 3 …; after a header it may go on or begin again. @spec claims.md §2.1, §2.4 */
  #checkClaimNumber(claimNo: number): void {
    const previous = this.#claimNo;
    this.#claimNo = claimNo;
    if (claimNo === previous + 1 || previous < 0 || claimNo < 0) return;
    if (claimNo === 1 && previous > 0) {
      this.#context.findings.addOnce('file-concatenated', this.#context.record, 'RE', 1);
      return;
    }
    this.#context.report('claim-number', 1);
  }

  #takeOther(type: string): void {
    const context = this.#context;
    if (this.#state === 'after-go') {
      context.findings.addOnce('file-after-go', context.record, type, null);
    }
    if (!this.#isClaimOpen) {
      if (this.#state === 'after-go' && !FOREIGN_RECORDS.has(type)) return;
      if (this.#layout.records.has(type)) context.report('record-order', null);
      else this.#reportUnknown(type);
      return;
    }
    this.#claimRecords += 1;
    if (this.#claimRecords > this.#limits.maxClaimRecords) {
      if (this.#claimRecords === this.#limits.maxClaimRecords + 1) context.report('claim-too-long', null);
      return;
    }
    this.#checkEncoding();
    if (!this.#builder.add()) this.#reportUnknown(type);
  }

  #reportUnknown(type: string): void {
    const context = this.#context;
    const reason = FOREIGN_RECORDS.get(type);
    if (reason !== undefined) context.findings.addOnce(reason, context.record, type, null);
    else if (!this.#layout.tolerated.has(type)) context.report('record-unknown', null);
  }

  /** Reports bytes outside the file's encoding and characters outside JIS X 0208. @spec claims.md §2.2 */
  #checkEncoding(): void {
    const { fields, findings } = this.#context;
    if (!fields.hasHigh && fields.controls === 0) return;
    const { bytes, end } = fields;
    const start = fields.starts[0] as number;
    if (fields.encoding === 'undecided' && fields.hasHigh) {
      fields.encoding = isUtf8(bytes, start, end) ? 'utf-8' : 'cp932';
      if (fields.encoding === 'utf-8') findings.addOnce('file-utf8', 0, '', null);
    }
    const state = fields.controls > 0 ? INVALID : inspect(fields.encoding, bytes, start, end);
    if (state === INVALID) {
      fields.isUndecodable = true;
      this.#context.report('record-undecodable', null);
    } else if (state === VALID_WITH_EXTENSION) this.#context.report('text-extension-char', null);
  }

  #closeClaim(isCut: boolean): void {
    if (!this.#isClaimOpen) return;
    const finished = this.#builder.finish({
      lastRecord: this.#lastRecord,
      byteLength: this.#claimEnd - this.#claimOffset,
      isLastOfCutFile: isCut,
    });
    this.#isClaimOpen = false;
    this.#finished += 1;
    this.#totals.add(finished.payers, finished.points);
    this.#claims.push(this.#raw === null ? finished.claim : { ...finished.claim, raw: this.#raw.take() });
  }

  /** Takes what is left behind the last line end: nothing, the EOF byte, or a record that was cut off. */
  finish(rest: Uint8Array, length: number): void {
    const context = this.#context;
    const { findings } = context;
    let end = length;
    while (end > 0 && rest[end - 1] === EOF_BYTE) end--;
    if (end > 0 && rest[end - 1] === CR) end--;
    const hasEof = (length > 0 && rest[length - 1] === EOF_BYTE) || (length === 0 && this.#hasEof);
    if (end > 0) {
      context.fields.scanUnterminated(rest, 0, end);
      this.take(end);
      findings.add(
        'record-truncated',
        context.record,
        context.type,
        null,
        this.#isClaimOpen ? 'claim' : 'warn',
      );
    }
    if (findings.refused) return;
    this.#closeClaim(this.#hasHeader && this.#state === 'claims');
    if (this.#state !== 'after-go') findings.addOnce('file-trailer-missing', 0, '', null);
    if (!hasEof) findings.addOnce('file-eof-missing', 0, '', null);
  }
}

function inspect(encoding: Encoding, bytes: Uint8Array, start: number, end: number): number {
  const looksUtf8 = isUtf8(bytes, start, end);
  if (encoding !== 'utf-8') return looksUtf8 ? INVALID : inspectCp932(bytes, start, end);
  const text = looksUtf8 ? decodeText(encoding, bytes, start, end) : null;
  if (text === null) return INVALID;
  return isJisText(text) ? VALID : VALID_WITH_EXTENSION;
}
