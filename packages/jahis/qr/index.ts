export { type QrMatrix, svgOf, symbolsOf } from './write-symbols.ts';
