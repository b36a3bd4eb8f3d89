import type { Session } from '../../../../kernel/auth/session.ts';
import type { Actor } from '../../../access/index.ts';
import type { LifeDeps } from '../../deps.ts';
import type { Caller } from '../../door.ts';
import { answerPrescriptionFile } from './answer-prescription-file.ts';

/** Who serves a folder for an institution, as the folder adapter names it. */
interface FolderSender {
  readonly actor: Actor & { readonly kind: 'staff' };
  readonly requestId: string;
  readonly facilityCode: string;
}

interface FolderFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly key?: string;
}

/** Answers what the folder adapter of the eligibility interface finds of prescriptions. @spec eligibility.md §5 */
export const answerFolderFile = (deps: LifeDeps, { name, bytes, key }: FolderFile, sender: FolderSender) =>
  answerPrescriptionFile(deps, { name, bytes, key: key ?? null }, callerOfFolder(sender, deps.clock()));

/** 点数表 4: a pharmacy. @spec prescriptions.md §6.5 */
const kindOf = (facilityCode: string) => (facilityCode[2] === '4' ? 'pharmacy' : 'hospital');

/** Nobody is signed in at a folder: it has no factor to confirm, and no key in the key service. */
function callerOfFolder({ actor, requestId, facilityCode }: FolderSender, now: Date): Caller {
  const session: Session = {
    sessionId: requestId,
    kind: 'system',
    account: actor.account,
    displayName: '',
    roles: actor.roles,
    organisation: {
      organisationId: '',
      facilityCode,
      insurerNumber: null,
      name: actor.organisation ?? '',
      kind: kindOf(facilityCode),
      emergencyDesignated: false,
    },
    personId: null,
    emergencyDesignated: false,
    stage: 'complete',
    scopes: actor.scopes,
    app: null,
    confirmedAt: null,
    expiresAt: now,
  };
  return { actor, account: actor.account, facilityCode, system: true, requestId, session };
}
