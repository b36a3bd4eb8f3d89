export type { Picture } from './bitmap.ts';
export { type ReadSymbol, readSymbols } from './read-symbols.ts';
export { type QrMatrix, svgOf, symbolsOf } from './write-symbols.ts';
