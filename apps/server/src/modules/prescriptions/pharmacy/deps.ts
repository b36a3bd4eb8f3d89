import type { Clock } from '../../../kernel/clock.ts';
import type { DiscloseDeps } from '../../access/index.ts';
import type { DrugKnowledge } from '../model/knowledge.ts';
import type { Signing } from '../signing/port.ts';

/** What the work at pharmacies needs. */
export interface PharmacyDeps extends DiscloseDeps {
  readonly clock: Clock;
  readonly signing: Signing;
  readonly knowledge: () => Promise<DrugKnowledge>;
}
