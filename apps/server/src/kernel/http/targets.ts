import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Where notifications may go. */
export interface TargetPolicy {
  /** Also to this machine and to private networks, without TLS: for trials. */
  readonly local: boolean;
}

/** Where the server itself is tried out on one machine, so may those whom it tells. */
export const targetsAllowedAt = (publicOrigin: string): TargetPolicy => ({
  local: /^http:\/\/(localhost|127\.0\.0\.1)(:|$)/.test(publicOrigin),
});

/** Addresses that are not of the open internet. @spec RFC 6890 §2 */
const LOCAL = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  LOCAL.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  LOCAL.addSubnet(network, prefix, 'ipv6');

const isLocal = (address: string): boolean => LOCAL.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Why an address cannot be a target; null when it can. What its name resolves to is looked at when it is called. */
export function urlFault(text: string, { local }: TargetPolicy): string | null {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '')
    return 'not a plain address';
  if (local && url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname)) return null;
  if (url.protocol !== 'https:') return 'https only';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return !local && isIP(host) !== 0 && isLocal(host) ? 'an address of a private network' : null;
}

/** Resolves a name for a connection and refuses it when any of its addresses is local: the connection goes nowhere else. */
export const guardedLookup =
  ({ local }: TargetPolicy): LookupFunction =>
  (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) return done(error ?? new Error('no address'), '', 0);
      if (!local && addresses.some(({ address }) => isLocal(address)))
        return done(new Error('an address of a private network'), '', 0);
      return options.all === true ? done(null, addresses) : done(null, first.address, first.family);
    });
  };
