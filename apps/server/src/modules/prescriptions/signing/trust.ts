import { type HpkiTrust, type HpkiTrustSource, trustFolder } from '../../../kernel/pki/hpki/index.ts';
import type { SigningDeps } from './deps.ts';

/**
 * Whom signatures are believed from: the authorities of the folder, or the test authority where no folder is named,
 * never both. Timestamps are believed from the own service too, whose key lies in this installation.
 */
export function openTrust({
  hpkiAuthority,
  hpkiTrustDirectory: directory,
  onTrustProblem: onProblem,
}: Pick<SigningDeps, 'hpkiAuthority' | 'hpkiTrustDirectory' | 'onTrustProblem'>): HpkiTrustSource {
  if (directory === null) return { current: async () => (await hpkiAuthority()).current() };
  const folder = trustFolder({ directory, onProblem });
  let merged: { readonly listed: HpkiTrust; readonly own: HpkiTrust; readonly trust: HpkiTrust } | null =
    null;
  return {
    async current() {
      const [listed, own] = [await folder.current(), await (await hpkiAuthority()).current()];
      if (merged === null || merged.listed !== listed || merged.own !== own)
        merged = { listed, own, trust: withOwnTimestamps(listed, own) };
      return merged.trust;
    },
  };
}

const withOwnTimestamps = (listed: HpkiTrust, own: HpkiTrust): HpkiTrust => ({
  ...listed,
  timestampAnchors: [...listed.timestampAnchors, ...own.timestampAnchors],
  lists: new Map([...own.lists, ...listed.lists]),
});
