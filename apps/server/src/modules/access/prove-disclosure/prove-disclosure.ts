import { type EntryProof, proofOf } from '../../../kernel/audit/index.ts';
import type { Keys } from '../../../kernel/keys/index.ts';
import { type DiscloseDeps, disclose } from '../disclose/disclose.ts';
import type { AtHome } from '../model/patient.ts';

export interface ProofDeps extends DiscloseDeps {
  /** The keys under which checkpoints of the log are signed. */
  readonly keys: Pick<Keys, 'publicKey'>;
}

/** A document that proves, without this server, that an entry stands in the log. Throws AUDIT_ENTRY_UNKNOWN, PROOF_NOT_YET. */
export function proveDisclosure(
  deps: ProofDeps,
  { actor, personId, requestId, entryId }: AtHome & { readonly entryId: string },
): Promise<EntryProof> {
  const entry = { purpose: 'self', categories: [], detail: { proofOf: entryId } } as const;
  return disclose(deps, { actor, personId, requestId, ...entry }, async () => {
    const proof = await proofOf(deps.db, deps.keys, { entryId, personId });
    return { answer: () => proof, itemCount: 1 };
  });
}
