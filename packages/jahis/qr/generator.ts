import * as generator from 'nayuki-qr-code-generator';

/**
 * The generator as it is used here. Bundlers and Node disagree on what its default export is, and its types say what
 * holds for one of them only.
 */

/** Mode of a segment: its four bits, and how many bits count its characters. */
export interface SegmentMode {
  readonly modeBits: number;
  numCharCountBits(version: number): number;
}

interface Segment {
  readonly mode: SegmentMode;
}

interface Code {
  readonly size: number;
  getModule(x: number, y: number): boolean;
}

interface Level {
  readonly ordinal: number;
}

interface Generator {
  readonly QrCode: {
    encodeSegments(
      segments: readonly Segment[],
      level: Level,
      minVersion: number,
      maxVersion: number,
      mask: number,
      boostLevel: boolean,
    ): Code;
    readonly Ecc: Readonly<Record<'LOW' | 'MEDIUM' | 'QUARTILE' | 'HIGH', Level>>;
  };
  readonly QrSegment: {
    new (mode: SegmentMode, characters: number, bits: readonly number[]): Segment;
    makeBytes(bytes: readonly number[]): Segment;
    readonly Mode: Readonly<Record<'ECI', SegmentMode>>;
  };
}

/** The export below however many `default`. */
function exported(module: unknown): unknown {
  let value = module;
  while (typeof value === 'object' && value !== null && 'default' in value) value = value.default;
  return value;
}

export const { QrCode, QrSegment } = exported(generator) as Generator;
