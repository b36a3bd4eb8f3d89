import map from './system-map.json' with { type: 'json' };

/** A code system or identifier system of Japan with the ways in which it is named. */
export interface SystemRow {
  readonly name: string;
  readonly kind: 'code-system' | 'identifier';
  /** The form that is stored and sent; null where the system has no URL and stays an OID. */
  readonly url: string | null;
  /** Without `urn:oid:`; the first is the one that is sent to partners who know OIDs only. */
  readonly oids: readonly string[];
  /** Also every OID below these, e.g. one per institution. */
  readonly oidsBelow: boolean;
}

export type SystemName = keyof typeof map.systems;

const URN = 'urn:oid:';

function toRow(row: (typeof map.systems)[SystemName]): SystemRow {
  return {
    ...row,
    kind: row.kind === 'identifier' ? 'identifier' : 'code-system',
    oidsBelow: 'oidsBelow' in row,
  };
}

const ROWS: readonly SystemRow[] = Object.values(map.systems).map(toRow);
const urlByOid = new Map<string, string>();
const oidsByUrl = new Map<string, readonly string[]>();
for (const { url, oids } of ROWS) {
  if (url === null) continue;
  const urns = oids.map((oid) => URN + oid);
  for (const urn of urns) urlByOid.set(urn, url);
  oidsByUrl.set(url, urns);
}

/** Every row of the table. @spec fhir-jp-core.md §2 */
export function systemRows(): readonly SystemRow[] {
  return ROWS;
}

/** The system as it is written on the wire: its URL, or `urn:oid:…` where it has none. */
export function systemOf(name: SystemName): string {
  const { url, oids } = map.systems[name];
  return url ?? `${URN}${oids[0]}`;
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

/** `urn:oid:…` for partners who know OIDs only; the system as it is where it has no OID. */
export function systemAsOid(system: string): string {
  return oidsByUrl.get(systemKey(system))?.[0] ?? system;
}
