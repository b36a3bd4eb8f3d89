/** What a two-dimensional code is about. */
export type CodeKind = 'prescription' | 'notebook' | 'slip';

/** Header of prescriptions and of notebooks; everything else can only be the line of a slip. @spec prescriptions.md §6.1 */
export function kindOfCode(text: string): CodeKind {
  const head = text.trimStart().slice(0, 9);
  if (/^JAHISTC\d{2}/.test(head)) return 'notebook';
  return /^(JAHIS|SJ)\d{1,2}/.test(head) ? 'prescription' : 'slip';
}

/** The text of a code: UTF-8 where it is such, else Shift_JIS, which these codes are written in. */
export function textOfCode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('shift_jis').decode(bytes);
  }
}

export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
