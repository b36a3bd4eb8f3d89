import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { byteString } from '../byte-string.ts';
import { createRandom } from '../random.ts';
import { ClaimBuilder } from './claim-builder.ts';
import { createFragments, type Fragments } from './fragments.ts';

export interface BulkOptions {
  /** Number of claims over all files, at least 1. */
  readonly claims: number;
  readonly seed: string;
  /** Created if missing. */
  readonly outDir: string;
  /** Claims per file; each file is one institution's month. Default and upper limit 999,999 (RE1 has 6 digits). */
  readonly filesOf?: number;
  /** 診療年月 as `YYYY-MM`, default 2026-09. The files are billed in the month after it. */
  readonly careMonth?: string;
}

export interface BulkResult {
  /** Paths in the order of writing. */
  readonly files: readonly string[];
  readonly claims: number;
  /** Records with headers and trailers. */
  readonly records: number;
  readonly bytes: number;
}

const MAX_CLAIMS_PER_FILE = 999_999;
const CHUNK_BYTES = 1 << 20;
/** More than any claim of this shape can take. */
const LONGEST_TEXT_BYTES = 1 << 14;
const DEFAULT_CARE_MONTH = '2026-09';

/** Institution names are full-width throughout. @spec claims.md §4.1 */
const fullWidthDigits = (digits: string): string =>
  digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

const nextMonth = (month: string): string => {
  const year = Number(month.slice(0, 4));
  const next = Number(month.slice(4));
  return next === 12 ? `${year + 1}01` : `${year}${String(next + 1).padStart(2, '0')}`;
};

interface FilePlan {
  readonly path: string;
  readonly institution: string;
  readonly claims: number;
  readonly seed: string;
  readonly personSeed: number;
  readonly careMonth: string;
}

/** Collects byte strings in one buffer and hands it to the file when it is nearly full. */
class ChunkWriter {
  readonly #handle: FileHandle;
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #used = 0;
  bytes = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** True when the chunk must be flushed before the next text. */
  get full(): boolean {
    return this.#used > CHUNK_BYTES - LONGEST_TEXT_BYTES;
  }

  add(text: string): void {
    this.#used += this.#chunk.write(text, this.#used, 'latin1');
  }

  async flush(): Promise<void> {
    let done = 0;
    while (done < this.#used) {
      done += (await this.#handle.write(this.#chunk, done, this.#used - done)).bytesWritten;
    }
    this.bytes += done;
    this.#used = 0;
  }
}

/** Writes one institution's month; memory is bounded by one chunk. */
async function writeFile(plan: FilePlan, fragments: Fragments): Promise<{ records: number; bytes: number }> {
  const { careMonth, personSeed } = plan;
  const random = createRandom(`${plan.seed}/${plan.institution}`);
  const builder = new ClaimBuilder({ fragments, random, personSeed, careMonth });
  const name = byteString(`デモ第${fullWidthDigits(plan.institution)}医院`);
  const handle = await open(plan.path, 'w');
  const out = new ChunkWriter(handle);
  let records = 2;
  let points = 0;
  try {
    out.add(`IR,1,13,1,${plan.institution},,${name},${nextMonth(careMonth)},00,\r\n`);
    for (let claim = 1; claim <= plan.claims; claim += 1) {
      const built = builder.build(claim, claim);
      out.add(built.text);
      records += built.records;
      points += built.points;
      if (out.full) await out.flush();
    }
    out.add(`GO,${plan.claims},${points},99\r\n\x1a`);
    await out.flush();
  } finally {
    await handle.close();
  }
  return { records, bytes: out.bytes };
}

/**
 * Writes a test file of any size: 医科 入院外 claims, deterministic per seed, streamed to disk.
 * Person n is the same in every file, so each person has about one claim per facility.
 * @throws RangeError for a number of claims or claims per file that is not a positive whole number
 * @spec claims.md §15
 */
export async function generateBulkClaims(options: BulkOptions): Promise<BulkResult> {
  const { claims, seed, outDir, filesOf = MAX_CLAIMS_PER_FILE } = options;
  if (!Number.isInteger(claims) || claims < 1) throw new RangeError('claims must be a positive whole number');
  if (!Number.isInteger(filesOf) || filesOf < 1)
    throw new RangeError('filesOf must be a positive whole number');
  const careMonth = (options.careMonth ?? DEFAULT_CARE_MONTH).replace('-', '');
  if (!/^\d{4}(0[1-9]|1[0-2])$/.test(careMonth)) throw new RangeError('careMonth must be YYYY-MM');
  const perFile = Math.min(filesOf, MAX_CLAIMS_PER_FILE);
  await mkdir(outDir, { recursive: true });
  const personSeed = createRandom(`${seed}/persons`).uint32();
  const fragments = createFragments(careMonth);
  const files: string[] = [];
  let records = 0;
  let bytes = 0;
  for (let done = 0; done < claims; done += perFile) {
    const institution = String(9_950_001 + files.length);
    const path = join(outDir, `${institution}_${nextMonth(careMonth)}_RECEIPTC.UKE`);
    const size = Math.min(perFile, claims - done);
    const plan = { path, institution, claims: size, seed, personSeed, careMonth };
    const written = await writeFile(plan, fragments);
    files.push(path);
    records += written.records;
    bytes += written.bytes;
  }
  return { files, claims, records, bytes };
}
