import type { FhirBundle, FhirIssue, Written } from '../../../kernel/fhir/ports.ts';
import type { PersonId } from '../../registry/index.ts';
import { CLINICAL_TYPES, dayOf, identifiersOf, toldOf } from '../model/facts.ts';
import { newResourceId, registerId } from '../model/ids.ts';
import { isObject, type JsonObject, objectAt, objectsIn, textOf, valueAt } from '../model/json.ts';
import type { BundleKind } from '../model/profiles.ts';
import { renameReferences } from '../model/references.ts';
import { findByIdentifier, type StoredVersion, versionsOf } from '../store.ts';
import { ownHead, type Place, putResource } from './put-resource.ts';

/** A bundle whose person is known. */
export interface Placeable {
  readonly bundle: FhirBundle;
  readonly kind: BundleKind;
  readonly personId: PersonId;
  readonly issues: readonly FhirIssue[];
}

/** Everything that two submissions of an institution could both touch. */
export function namesInBundle(bundle: FhirBundle, facilityCode: string): ReadonlySet<string> {
  const resources = [bundle, ...resourcesIn(bundle).map(({ resource }) => resource)];
  return new Set(
    resources.flatMap((resource) =>
      identifiersOf(resource)
        .filter(({ isKey }) => isKey)
        .map(({ value }) => `${facilityCode}|${textOf(resource.resourceType)}|${value}`),
    ),
  );
}

interface Inside {
  readonly fullUrl: string | null;
  readonly type: string;
  readonly resource: JsonObject;
}

function resourcesIn(bundle: FhirBundle): readonly Inside[] {
  return objectsIn(bundle.entry).flatMap(({ fullUrl, resource }) =>
    isObject(resource)
      ? [{ fullUrl: textOf(fullUrl), type: textOf(resource.resourceType) ?? '', resource }]
      : [],
  );
}

export const patientIn = (bundle: FhirBundle): JsonObject | null =>
  resourcesIn(bundle).find(({ type }) => type === 'Patient')?.resource ?? null;

/** A document is kept whole, with a line in the register of documents; of a collection every resource stands for itself. */
export const placeBundle = (place: Place, placeable: Placeable): Promise<readonly Written[]> =>
  placeable.kind.type === 'document' ? placeDocument(place, placeable) : placeCollection(place, placeable);

async function placeCollection(place: Place, { bundle, personId }: Placeable): Promise<readonly Written[]> {
  const names = new Map<string, string>();
  const targets: (Inside & { readonly resourceId: string; readonly head: StoredVersion | null })[] = [];
  for (const inside of resourcesIn(bundle)) {
    const { type, fullUrl, resource } = inside;
    const here = type === 'Patient' ? `Patient/${personId}` : null;
    const target = CLINICAL_TYPES.includes(type) ? await targetOf(place, personId, inside) : null;
    const name = here ?? (target === null ? null : `${type}/${target.resourceId}`);
    if (target !== null) targets.push({ ...inside, ...target });
    if (name === null) continue;
    if (fullUrl !== null) names.set(fullUrl, name);
    const id = textOf(resource.id);
    if (id !== null) names.set(`${type}/${id}`, name);
  }
  const written: Written[] = [];
  for (const { type, resource, resourceId, head } of targets) {
    const body = renameReferences(resource, (reference) => names.get(reference) ?? null);
    written.push(await putResource(place, { type, personId, resourceId, body, issues: [], head }));
  }
  return written;
}

/** By its identifier the resource is known again. */
async function targetOf(
  place: Place,
  personId: PersonId,
  { type, resource }: Pick<Inside, 'type' | 'resource'>,
) {
  const { tx, facilityCode } = place;
  for (const { system, value, isKey } of identifiersOf(resource)) {
    const found = isKey ? await findByIdentifier(tx, { facilityCode, type, system, value }) : [];
    const same = found.find((one) => one.personId === personId);
    if (same !== undefined)
      return {
        resourceId: same.resourceId,
        head: await ownHead(place, type, personId, same.resourceId),
      };
  }
  return { resourceId: newResourceId(personId), head: null };
}

async function placeDocument(place: Place, placeable: Placeable): Promise<readonly Written[]> {
  const { bundle, personId, kind, issues } = placeable;
  const { resourceId, head } = await targetOf(place, personId, { type: 'Bundle', resource: bundle });
  const composition = resourcesIn(bundle).find(({ type }) => type === 'Composition')?.resource ?? {};
  const effectiveOn =
    dayOf(textOf(valueAt(composition, 'event.0.period.start'))) ??
    dayOf(textOf(composition.date)) ??
    dayOf(textOf(bundle.timestamp));
  // A disease name that was not told hides the line in the register as it hides the document.
  const told = toldOf(bundle);
  const common = { personId, issues, category: kind.category, effectiveOn, told };
  const document = await putResource(place, {
    ...common,
    type: 'Bundle',
    resourceId,
    body: bundle,
    head,
    isDocument: true,
  });
  if (document.outcome === 'unchanged') return [document];
  const [line = null] = await versionsOf(place.tx, personId, registerId(resourceId));
  await putResource(place, {
    ...common,
    type: 'DocumentReference',
    resourceId: registerId(resourceId),
    body: registerLine(composition, { bundle, personId, resourceId }),
    head: line,
  });
  return [document];
}

/** What the register of documents says: kind, title, day and where the document is. */
function registerLine(
  composition: JsonObject,
  { bundle, personId, resourceId }: { bundle: FhirBundle; personId: string; resourceId: string },
): JsonObject {
  const { type, title, date } = composition;
  const period = objectAt(composition, 'event.0.period');
  const category = objectsIn(composition.category);
  return {
    resourceType: 'DocumentReference',
    status: 'current',
    ...(isObject(type) ? { type } : {}),
    ...(category.length === 0 ? {} : { category }),
    subject: { reference: `Patient/${personId}` },
    ...(typeof date === 'string' && /T/.test(date) ? { date } : {}),
    ...(typeof title === 'string' ? { description: title } : {}),
    content: [
      {
        attachment: {
          contentType: 'application/fhir+json',
          url: `Bundle/${resourceId}`,
          ...(typeof title === 'string' ? { title } : {}),
          ...(typeof bundle.timestamp === 'string' ? { creation: bundle.timestamp } : {}),
        },
      },
    ],
    ...(period === null ? {} : { context: { period } }),
  };
}
