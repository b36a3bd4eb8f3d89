import type { Definitions } from '@tsunagu/fhir';
import { ElementIndex } from '../element-index.ts';
import type { Fault } from './fault.ts';
import { faultsFromInvariants } from './from-invariants.ts';
import { faultsFromProfiles, type KnownValueSets } from './from-profiles.ts';
import { faultsFromTypes } from './from-types.ts';
import { spotsOf } from './spots.ts';

export type { Fault, FaultRule } from './fault.ts';

/**
 * Breaks a valid resource in every way that the definitions allow for: one fault a copy, by rule, in a stable order.
 * Faults are derived from StructureDefinitions and from recipes, never from a validator.
 *
 * @param valueSets says which bound value sets can be decided; a code outside of another one is no fault to be found
 */
export function plantFaults(resource: unknown, definitions: Definitions, valueSets: KnownValueSets): Fault[] {
  const spots = spotsOf(resource, new ElementIndex(definitions));
  return [
    ...faultsFromProfiles(resource, spots, { definitions, valueSets }),
    ...faultsFromTypes(resource, spots, definitions),
    ...faultsFromInvariants(resource, spots, definitions),
  ];
}
