import map from './system-map.json' with { type: 'json' };

/** A code system or identifier system of Japan with the ways in which it is named. */
export interface SystemRow {
  /** Our short name for it. */
  readonly key: string;
  readonly name: string;
  readonly kind: 'code-system' | 'identifier';
  /** The form that is stored and sent; null where the system has no URL and stays an OID. */
  readonly url: string | null;
  /** Without `urn:oid:`; the first is the one that is sent to partners who know OIDs only. */
  readonly oids: readonly string[];
  /** Also every OID below these, e.g. one per institution. */
  readonly oidsBelow?: boolean;
}

const ROWS: readonly SystemRow[] = map.rows.map((row) => ({
  ...row,
  kind: row.kind === 'identifier' ? 'identifier' : 'code-system',
}));
const URN = 'urn:oid:';

const urlByOid = new Map<string, string>();
const oidsByUrl = new Map<string, readonly string[]>();
for (const { url, oids } of ROWS) {
  if (url === null) continue;
  for (const oid of oids) urlByOid.set(URN + oid, url);
  oidsByUrl.set(
    url,
    oids.map((oid) => URN + oid),
  );
}
const urlByKey = new Map(ROWS.map(({ key, url, oids }) => [key, url ?? `${URN}${oids[0]}`]));

/** Every row of the table. @spec fhir-jp-core.md §2 */
export function systemRows(): readonly SystemRow[] {
  return ROWS;
}

/**
 * The system as it is written on the wire: its URL, or `urn:oid:…` where it has none.
 * @param key of system-map.json; an unknown one throws
 */
export function systemOf(key: string): string {
  const system = urlByKey.get(key);
  if (system === undefined) throw new TypeError(`no system ${key}`);
  return system;
}

/**
 * The form in which a system is stored: the URL of an OID that has one; anything else as it is.
 * @spec fhir-jp-core.md §2 (1, 4)
 */
export function systemKey(system: string): string {
  return urlByOid.get(system) ?? system;
}

/** All forms of the same system, the stored one first; only itself for systems that are not in the table. */
export function systemForms(system: string): readonly string[] {
  const url = systemKey(system);
  const oids = oidsByUrl.get(url);
  return oids === undefined ? [system] : [url, ...oids];
}
