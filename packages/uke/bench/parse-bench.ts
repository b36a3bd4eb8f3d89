import { ClaimReader } from '../src/index.ts';
import { generateClaims } from './generate-claims.ts';

/** What one run measured. Rates are the best of the rounds. */
export interface ParseBenchResult {
  readonly bytes: number;
  readonly records: number;
  readonly claims: number;
  /** Typed and validated, one thread. */
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
  /** `TextDecoder` plus `split` into lines and cells of the same bytes. */
  readonly decodeSplitRecordsPerSecond: number;
  /** recordsPerSecond / decodeSplitRecordsPerSecond. */
  readonly ratioToDecodeSplit: number;
}

export interface ParseBenchOptions {
  /** Default 20,000: about 330,000 records, 17 MB. */
  readonly claims?: number;
  readonly seed?: number;
  readonly rounds?: number;
}

const CHUNK_BYTES = 65536;

/** Measures the reader against plain decoding and splitting on bytes of our own making. */
export function runParseBench(options: ParseBenchOptions = {}): ParseBenchResult {
  const { claims = 20_000, seed = 20240401, rounds = 5 } = options;
  const bytes = join([...generateClaims({ claims, seed })]);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) chunks.push(bytes.subarray(at, at + CHUNK_BYTES));
  let readMs = Number.POSITIVE_INFINITY;
  let splitMs = Number.POSITIVE_INFINITY;
  let read = { records: 0, claims: 0 };
  let cells = 0;
  for (let round = 0; round < rounds; round++) {
    const readStart = performance.now();
    read = readChunks(chunks);
    readMs = Math.min(readMs, performance.now() - readStart);
    const splitStart = performance.now();
    cells = decodeAndSplit(chunks);
    splitMs = Math.min(splitMs, performance.now() - splitStart);
  }
  if (cells < read.records || read.claims !== claims) throw new Error('the two readers saw different files');
  const recordsPerSecond = Math.round((read.records / readMs) * 1000);
  const decodeSplitRecordsPerSecond = Math.round((read.records / splitMs) * 1000);
  return {
    bytes: bytes.length,
    records: read.records,
    claims: read.claims,
    recordsPerSecond,
    megabytesPerSecond: Math.round(bytes.length / readMs / 100) / 10,
    decodeSplitRecordsPerSecond,
    ratioToDecodeSplit: Math.round((recordsPerSecond / decodeSplitRecordsPerSecond) * 100) / 100,
  };
}

/** Highest resident memory in bytes while a file of `claims` claims streams through the reader. */
export function measureMemory(claims: number): {
  readonly bytes: number;
  readonly peakResidentBytes: number;
} {
  const reader = new ClaimReader({ fileName: 'bench' });
  let bytes = 0;
  let peakResidentBytes = 0;
  for (const chunk of generateClaims({ claims, seed: 7, claimsPerChunk: 75 })) {
    bytes += chunk.length;
    reader.push(chunk);
    reader.takeBatch();
    peakResidentBytes = Math.max(peakResidentBytes, process.memoryUsage.rss());
  }
  reader.end();
  return { bytes, peakResidentBytes };
}

function readChunks(chunks: readonly Uint8Array[]): { records: number; claims: number } {
  const reader = new ClaimReader({ fileName: 'bench' });
  let seen = 0;
  for (const chunk of chunks) {
    reader.push(chunk);
    seen += reader.takeBatch().claims.length;
  }
  const summary = reader.end();
  seen += reader.takeBatch().claims.length;
  return { records: summary.records, claims: seen };
}

function decodeAndSplit(chunks: readonly Uint8Array[]): number {
  const decoder = new TextDecoder('shift_jis', { fatal: true });
  let rest = '';
  let cells = 0;
  for (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) cells += line.split(',').length;
  }
  return cells;
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

if (process.argv[1] === import.meta.filename) {
  const result = runParseBench();
  const small = measureMemory(20_000);
  const large = measureMemory(200_000);
  process.stdout.write(`${JSON.stringify({ ...result, small, large }, null, 2)}\n`);
}
