import type { QrMatrix } from '@tsunagu/jahis/qr';
import PDFDocument from 'pdfkit';
import { fontFile, type Run, runsOf } from './fonts.ts';

/** Points. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface Sheet {
  /** Writes a text and breaks it into lines; the bottom of what was written. */
  write(text: string, box: Box, size: number): number;
  /** Height that the text would take. */
  heightOf(text: string, width: number, size: number): number;
  line(x1: number, y1: number, x2: number, y2: number): void;
  symbol(matrix: QrMatrix, x: number, y: number, side: number): void;
  /** A new page where less than `height` is left below `y`; where to go on. */
  room(y: number, height: number): number;
  /** The finished document. */
  bytes(): Promise<Buffer>;
}

const A4 = { width: 595.28, height: 841.89 };
export const MARGIN = 42;
export const CONTENT_WIDTH = A4.width - 2 * MARGIN;
const LINE_HEIGHT = 1.45;
/** Widths of characters at a size of one: the typeface does not change. */
const emWidths = new Map<string, number>();
/** Words of Latin letters and digits stay together, everything else may be parted. */
const PIECES = /[\x21-\x7e]+|./gsu;

/** An A4 page to write Japanese on. `madeAt` is the only time in the document: the same content gives the same bytes. */
export function openSheet(title: string, madeAt: Date): Sheet {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    info: { Title: title, CreationDate: madeAt, ModDate: madeAt },
    lang: 'ja',
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });

  const registered = new Set<string>();
  const use = (font: string, size: number) => {
    if (!registered.has(font)) {
      doc.registerFont(font, fontFile(font));
      registered.add(font);
    }
    return doc.font(font).fontSize(size);
  };

  const emsOf = (char: string): number => {
    let width = emWidths.get(char);
    if (width === undefined) {
      width = runsOf(char).reduce((sum, run) => sum + use(run.font, 1).widthOfString(run.text), 0);
      emWidths.set(char, width);
    }
    return width;
  };
  const widthOf = (text: string, size: number): number =>
    [...text].reduce((sum, char) => sum + emsOf(char) * size, 0);

  function linesOf(text: string, width: number, size: number): string[] {
    const lines: string[] = [];
    for (const paragraph of text.split('\n')) {
      let line = '';
      let used = 0;
      for (const [piece] of paragraph.matchAll(PIECES)) {
        const taken = widthOf(piece, size);
        if (used + taken > width && line !== '') {
          lines.push(line);
          line = '';
          used = 0;
        }
        line += piece;
        used += taken;
      }
      lines.push(line);
    }
    return lines;
  }

  function drawLine(runs: readonly Run[], x: number, y: number, size: number): void {
    let at = x;
    for (const run of runs) {
      use(run.font, size).text(run.text, at, y, { lineBreak: false, baseline: 'alphabetic' });
      at += widthOf(run.text, size);
    }
  }

  return {
    write(text, { x, y, width }, size) {
      let bottom = y;
      for (const line of linesOf(text, width, size)) {
        drawLine(runsOf(line), x, bottom + size, size);
        bottom += size * LINE_HEIGHT;
      }
      return bottom;
    },
    heightOf: (text, width, size) => linesOf(text, width, size).length * size * LINE_HEIGHT,
    line(x1, y1, x2, y2) {
      doc.lineWidth(0.5).moveTo(x1, y1).lineTo(x2, y2).stroke();
    },
    symbol({ size, dark }, x, y, side) {
      const unit = side / size;
      for (let row = 0; row < size; row++)
        for (let column = 0; column < size; column++)
          if (dark[row * size + column] === true) doc.rect(x + column * unit, y + row * unit, unit, unit);
      doc.fill('black');
    },
    room(y, height) {
      if (y + height <= A4.height - MARGIN) return y;
      doc.addPage();
      return MARGIN;
    },
    async bytes() {
      doc.end();
      await finished;
      return Buffer.concat(chunks);
    },
  };
}
