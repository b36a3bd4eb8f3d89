export { type Picture, type ReadSymbol, readSymbols } from './read-symbols.ts';
export { type QrMatrix, svgOf, symbolsOf } from './write-symbols.ts';
