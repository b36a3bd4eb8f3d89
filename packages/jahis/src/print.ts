import { finding, type RuleId } from './findings.ts';
import type { FrameForm } from './frame.ts';
import type { Layout } from './layout.ts';
import type { Finding } from './model.ts';
import { encodeShiftJis, shiftJisText } from './text.ts';

/** A record to be written: its number, then the items; null and surplus places are omitted items. */
export type Row = readonly [no: string, ...items: (string | number | null)[]];

/** Text and bytes of one dialect, and what could not be said in it. */
export interface Written {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly losses: readonly Finding[];
}

/** Rows with exactly the defined number of items, each as the dialect can write it. */
export function finishRows(
  rows: readonly Row[],
  layout: Layout,
  form: FrameForm,
): { readonly rows: readonly (readonly string[])[]; readonly changes: readonly Finding[] } {
  const changes: Finding[] = [];
  const finished = rows.map(([no, ...items], index) => {
    const width = layout.get(no)?.items.length ?? items.length;
    const fields = [no];
    for (let at = 0; at < width; at++) {
      const { text, rule } = writable(String(items[at] ?? ''), form);
      if (rule !== null)
        changes.push(finding(rule, 'lenient', { line: index + 2, record: no, item: at + 1 }));
      fields.push(text);
    }
    return fields;
  });
  return { rows: finished, changes };
}

/** Lines with the ends, the encoding and the final mark of the dialect. */
export function printLines(lines: readonly string[], form: FrameForm): { text: string; bytes: Uint8Array } {
  const end = form.crlf ? '\r\n' : '\n';
  const text = `${lines.join(end)}${end}${form.endMark === 'never' ? '' : '\u001a'}`;
  return { text, bytes: form.encoding === 'utf-8' ? new TextEncoder().encode(text) : encodeShiftJis(text) };
}

const TO_ADAPT = /[,\p{Cc}]|^\s|\s$/u;

function writable(value: string, form: FrameForm): { text: string; rule: RuleId | null } {
  const adapted = TO_ADAPT.test(value);
  const plain = adapted
    ? value
        .replace(/\r\n|\p{Cc}/gu, ' ')
        .replaceAll(',', '，')
        .trim()
    : value;
  const rule = adapted ? 'TEXT_CHANGED' : null;
  if (form.encoding === 'utf-8') return { text: plain, rule };
  const text = shiftJisText(plain);
  return { text, rule: text === plain ? rule : 'CHARACTER_REPLACED' };
}
