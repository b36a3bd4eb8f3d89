import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { Session } from '../../../kernel/auth/session.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type AccountState, readAccount } from '../accounts.ts';
import type { Asking, IdentityDeps } from '../deps.ts';
import { passSecondFactor } from '../factor.ts';
import { stageOf } from '../model/stage.ts';
import { checkPasskey, type RelyingParty } from '../passkeys.ts';
import { noteEvent } from '../security-log.ts';
import { openSession } from '../session.ts';
import { noteAddress } from '../throttle.ts';

/** A passkey as the second factor where a password was given before, else as both. Returns the token. */
export async function signInWithPasskey(
  deps: IdentityDeps,
  asking: Asking,
  party: RelyingParty,
  { session, response }: { readonly session: Session | null; readonly response: AuthenticationResponseJSON },
): Promise<string> {
  const purpose = session === null ? 'sign-in' : 'second-factor';
  const account = await checkPasskey(deps, party, { purpose, session, response }).catch(
    async (error: unknown) => {
      await noteEvent(deps, asking, session, {
        event: 'sign-in-failed',
        method: 'passkey',
        refusalCode: 'PASSKEY_REFUSED',
      });
      throw error;
    },
  );
  if (session !== null) return passSecondFactor(deps, asking, session, 'passkey');
  const found = await readAccount(deps.db, account);
  if (found === null) throw new AppError('PASSKEY_REFUSED');
  return openWithPasskey(deps, asking, found);
}

async function openWithPasskey(deps: IdentityDeps, asking: Asking, account: AccountState): Promise<string> {
  const stage = stageOf({ ...account, passwordGiven: false, factorGiven: true });
  const token = await openSession(deps, account.account, { stage, confirmed: true, origin: asking });
  await noteAddress(deps, account.account, asking.address);
  await noteEvent(deps, asking, account, { event: 'sign-in', method: 'passkey' });
  return token;
}
