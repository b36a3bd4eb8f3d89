import { dateInName, decodeUtf8 } from './decode.ts';
import { fault, type GeneralName, type GeneralNamesPart, type ReadResult } from './parts.ts';

const CODE = /^[0-9A-Z]{9}ZZZ$/;

/** Reads `general_drugs.json`: objects with `code`, `name` and `genericName`. @spec prescriptions.md §7 */
export function readGeneralNames(bytes: Uint8Array, name: string): ReadResult<GeneralNamesPart> {
  const text = decodeUtf8(bytes);
  if (text === null) return fault('knowledge-file-undecodable', 0);
  const list = parseList(text);
  if (list === null) return fault('knowledge-file-malformed', 0);
  if (list.length === 0) return fault('knowledge-file-empty', 0);
  const rows: GeneralName[] = [];
  for (const [index, one] of list.entries()) {
    const row = parseRow(one);
    if (row === null) return fault('knowledge-file-value', index + 1);
    rows.push(row);
  }
  return { kind: 'general-names', name, edition: dateInName(name), rows };
}

function parseList(text: string): readonly unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function parseRow(one: unknown): GeneralName | null {
  if (typeof one !== 'object' || one === null) return null;
  const { code, name, genericName } = one as Record<string, unknown>;
  if (typeof code !== 'string' || typeof name !== 'string' || !CODE.test(code)) return null;
  return { code, name, ingredientName: typeof genericName === 'string' ? genericName : '' };
}
