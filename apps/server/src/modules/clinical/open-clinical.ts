import type { Definitions } from '@tsunagu/fhir';
import { startWorker } from '../../kernel/background/worker.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { BundleReceiver, ResourceWriter } from '../../kernel/fhir/ports.ts';
import type { TargetPolicy } from '../../kernel/http/targets.ts';
import type { ClinicalDeps } from './deps.ts';
import { CLINICAL_TYPES } from './model/facts.ts';
import { bundleKind } from './model/profiles.ts';
import { ownByIdentifier, readHistory } from './read-own.ts';
import { type Retried, receiveBundle, retryWaiting } from './submit/receive-bundle.ts';
import { type SubmitDeps, writeResources } from './submit/write-resources.ts';
import { deliverDue, type Secrets } from './subscriptions/deliver.ts';
import { mayBind, pingBound } from './subscriptions/ping-bound.ts';
import { openSockets, type Sockets } from './subscriptions/sockets.ts';
import { noteStored, subscriptionHistory, writeSubscription } from './subscriptions/subscriptions.ts';

export interface Clinical {
  readonly writer: ResourceWriter;
  readonly receiver: BundleReceiver;
  /** Programs that wait for pings. */
  readonly sockets: Sockets;
  /** Tries again what waits for its person. */
  peopleRegistered(): Promise<Retried>;
  /** Resolves when everybody who is due was told. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface OpenClinicalDeps extends ClinicalDeps {
  readonly secrets: Secrets;
  readonly targets: TargetPolicy;
  /** Of the set in which searches are read. */
  readonly definitions: () => Promise<Definitions>;
  readonly onError: (error: unknown) => void;
}

const DELIVER_MS = 15_000;
const SUBSCRIPTION = 'Subscription';

/** Clinical information that institutions hand in: resources, collections and documents, and who is told of them. */
export function openClinical(given: OpenClinicalDeps): Clinical {
  const worker = startWorker({
    everyMs: DELIVER_MS,
    onError: given.onError,
    run: (signal) => deliverDue(given, signal),
  });
  const sockets = openSockets({
    mayBind: (session, id) => mayBind(given, session, id),
    bound: () => pings.poke(),
    onError: given.onError,
  });
  // Of its own, so that no target that does not answer keeps it waiting.
  const pings = startWorker({
    everyMs: DELIVER_MS,
    onError: given.onError,
    run: (signal) => pingBound(given, sockets, signal),
  });
  const deps: SubmitDeps = {
    ...given,
    async stored(tx, versions) {
      await noteStored(given, tx, versions);
      const persons = new Set(versions.map(({ personId }) => personId));
      if (persons.size > 0) await given.personsChanged?.(tx, [...persons]);
    },
    committed: () => {
      worker.poke();
      pings.poke();
    },
  };
  return {
    writer: {
      types: [...CLINICAL_TYPES, SUBSCRIPTION],
      async write(caller, requests, original) {
        const [first] = requests;
        if (!requests.some(({ type }) => type === SUBSCRIPTION))
          return writeResources(deps, caller, requests, original);
        // A subscription is about no person and stands alone.
        if (first === undefined || requests.length > 1)
          throw new AppError('FHIR_INTERACTION_NOT_ALLOWED', { type: SUBSCRIPTION });
        return [await writeSubscription(given, caller, first)];
      },
      byIdentifier: (caller, type, identifier) => ownByIdentifier(deps, caller, type, identifier),
      history: (caller, type, id) =>
        type === SUBSCRIPTION ? subscriptionHistory(given, caller, id) : readHistory(deps, caller, type, id),
    },
    receiver: {
      accepts: (bundle) => bundleKind(bundle) !== null,
      receive: (caller, bundle, original) => receiveBundle(deps, caller, bundle, original),
    },
    peopleRegistered: () => retryWaiting(deps),
    sockets,
    async idle() {
      await Promise.all([worker.idle(), pings.idle()]);
    },
    async stop() {
      sockets.close();
      await Promise.all([worker.stop(), pings.stop()]);
    },
  };
}
