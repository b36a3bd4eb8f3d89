/** Members of a JWK that only a private or secret key has. RFC 7518 §6 */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

export type KeySetFault = 'unreadable' | 'empty' | 'private';

/**
 * Reads a JWK set, or a single JWK, of public keys. A private key must not even leave the browser: whoever pastes one
 * is told so here.
 */
export function readKeySet(
  text: string,
): { readonly keys: readonly unknown[] } | { readonly fault: KeySetFault } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'unreadable' };
  }
  if (typeof value !== 'object' || value === null) return { fault: 'unreadable' };
  const keys: unknown = 'keys' in value ? value.keys : 'kty' in value ? [value] : null;
  if (!Array.isArray(keys)) return { fault: 'unreadable' };
  if (keys.length === 0) return { fault: 'empty' };
  for (const key of keys) {
    if (typeof key !== 'object' || key === null || !('kty' in key)) return { fault: 'unreadable' };
    if (PRIVATE_MEMBERS.some((member) => member in key)) return { fault: 'private' };
  }
  return { keys };
}
