import type { SetName } from '../../../kernel/fhir/definition-sets.ts';
import type { FhirBundle } from '../../../kernel/fhir/ports.ts';
import type { SourceCategory } from '../../../kernel/records/record-source.ts';
import BUNDLES from './bundles.json' with { type: 'json' };
import { valueAt } from './json.ts';
import SETS from './profile-sets.json' with { type: 'json' };

/** Profiles that a resource claims, without their versions. @spec fhir-jp-core.md §1 (4) */
export function profilesOf(resource: unknown): readonly string[] {
  const claimed = valueAt(resource, 'meta.profile');
  if (!Array.isArray(claimed)) return [];
  return claimed.flatMap((one) => (typeof one === 'string' ? [one.split('|')[0] ?? ''] : []));
}

/** The set of definitions in which the claimed profiles stand. Sets are never mixed. @spec fhir-jp-core.md §1 */
export function setOf(resource: unknown): SetName {
  const claimed = profilesOf(resource);
  const known = SETS.find(({ prefix }) => claimed.some((one) => one.startsWith(prefix)));
  const name = known?.set;
  return name === 'clins' || name === 'checkup' || name === 'ref-legacy' || name === 'dis-legacy'
    ? name
    : 'core';
}

export interface BundleKind {
  readonly profile: string;
  readonly type: 'collection' | 'document';
  readonly category: SourceCategory;
}

/** Null for bundles that institutions do not hand in. */
export function bundleKind(bundle: FhirBundle): BundleKind | null {
  const claimed = profilesOf(bundle);
  for (const [profile, { type, category }] of Object.entries(BUNDLES)) {
    if (!claimed.includes(profile) || bundle.type !== type) continue;
    if (type !== 'collection' && type !== 'document') continue;
    return { profile, type, category: category === 'checkup' ? 'checkup' : 'treatment' };
  }
  return null;
}
