import type { BundleReceiver, ResourceWriter } from '../../kernel/fhir/ports.ts';
import type { ClinicalDeps } from './deps.ts';
import { CLINICAL_TYPES } from './model/facts.ts';
import { bundleKind } from './model/profiles.ts';
import { ownByIdentifier, readHistory } from './read-own.ts';
import { type Retried, receiveBundle, retryWaiting } from './submit/receive-bundle.ts';
import { type SubmitDeps, writeResources } from './submit/write-resources.ts';

export interface Clinical {
  readonly writer: ResourceWriter;
  readonly receiver: BundleReceiver;
  /** Tries again what waits for its person. */
  peopleRegistered(): Promise<Retried>;
}

/** Clinical information that institutions hand in: resources, collections and documents. */
export function openClinical(given: ClinicalDeps): Clinical {
  const deps: SubmitDeps = { ...given, stored: async () => {}, committed: () => {} };
  return {
    writer: {
      types: CLINICAL_TYPES,
      write: (caller, requests, original) => writeResources(deps, caller, requests, original),
      byIdentifier: (caller, type, identifier) => ownByIdentifier(deps, caller, type, identifier),
      history: (caller, type, id) => readHistory(deps, caller, type, id),
    },
    receiver: {
      accepts: (bundle) => bundleKind(bundle) !== null,
      receive: (caller, bundle, original) => receiveBundle(deps, caller, bundle, original),
    },
    peopleRegistered: () => retryWaiting(deps),
  };
}
