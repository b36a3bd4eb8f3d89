import { unescapeValue } from './query-text.ts';
import { unsupportedModifier, type ValueContext, type ValueTest } from './value-test.ts';

/** Tests of uri parameters; a version behind `|` counts where the search has one. */
export function compileUri(value: string, { modifier, ...context }: ValueContext): ValueTest {
  const uri = unescapeValue(value);
  const plain = uri.includes('|') ? (found: string) => found : withoutVersion;
  switch (modifier) {
    case null:
      return ({ value: found }) => typeof found === 'string' && (found === uri || plain(found) === uri);
    case 'below':
      return ({ value: found }) => typeof found === 'string' && isBelow(plain(found), uri);
    case 'above':
      return ({ value: found }) => typeof found === 'string' && isBelow(uri, plain(found));
    default:
      throw unsupportedModifier({ modifier, ...context });
  }
}

function isBelow(uri: string, start: string): boolean {
  if (uri === start) return true;
  return uri.startsWith(start.endsWith('/') ? start : `${start}/`);
}

export function withoutVersion(canonical: string): string {
  const bar = canonical.indexOf('|');
  return bar < 0 ? canonical : canonical.slice(0, bar);
}
