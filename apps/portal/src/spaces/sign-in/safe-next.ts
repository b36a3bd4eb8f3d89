/** The page to return to after signing in: only a path of this site, never an address elsewhere. */
export function safeNext(next: string | undefined): string | null {
  if (next === undefined || !/^\/(?![/\\])/.test(next) || next.startsWith('/sign-in')) return null;
  return next;
}
