import type { CodeSystemConcept, DefinitionResource, ElementDefinition } from './types.ts';

/** Prose and mappings of an element: most of the bytes of a definition, and read by no program. */
const slimElement = ({
  mapping: _mapping,
  definition: _definition,
  comment: _comment,
  requirements: _requirements,
  alias: _alias,
  example: _example,
  condition: _condition,
  ...element
}: ElementDefinition): ElementDefinition => element;

const slimConcept = ({ definition: _, ...concept }: CodeSystemConcept): CodeSystemConcept =>
  concept.concept === undefined ? concept : { ...concept, concept: concept.concept.map(slimConcept) };

const withoutNarrative = (resource: DefinitionResource): DefinitionResource => {
  if (!('text' in resource)) return resource;
  const { text: _, ...rest } = resource;
  return rest;
};

/**
 * The definition without narrative, prose, mappings and, where there is a snapshot, without the differential.
 * @spec fhir-jp-core.md §8
 */
export const slim = (published: DefinitionResource): DefinitionResource => {
  const resource = withoutNarrative(published);
  if (resource.resourceType === 'StructureDefinition') {
    const { mapping: _, differential, snapshot, ...structure } = resource;
    if (snapshot !== undefined)
      return { ...structure, snapshot: { element: snapshot.element.map(slimElement) } };
    return differential === undefined ? structure : { ...structure, differential };
  }
  if (resource.resourceType === 'CodeSystem' && resource.concept !== undefined)
    return { ...resource, concept: resource.concept.map(slimConcept) };
  return resource;
};
