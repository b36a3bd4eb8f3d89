import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import { ApiError, call, segment } from './client.ts';
import type {
  CardAnswer,
  CardChallenge,
  CardPurpose,
  CardRegistration,
  EnrolledPasskey,
  EnrolledTotp,
  Invitation,
  InvitationAnswer,
  MemberChange,
  NewClient,
  NewOrganisation,
  OrganisationAnswer,
  OrganisationRow,
  Security,
  SignedIn,
  TotpSecret,
} from './identity-types.ts';

type RequestOptions = { readonly options: PublicKeyCredentialRequestOptionsJSON };
type CreationOptions = { readonly options: PublicKeyCredentialCreationOptionsJSON };

const member = (account: string) => `/organisation/members/${segment(account)}`;

/** Signing in, what an account proves itself with, organisations and their members: one function per call. */
export const identity = {
  totp: (code: string) => call<SignedIn>('POST', '/sign-in/totp', { code }),
  recovery: (code: string) => call<SignedIn>('POST', '/sign-in/recovery', { code }),
  passkeyOptions: (account: string | null) =>
    call<RequestOptions>('POST', '/sign-in/passkey/options', account === null ? {} : { account }),
  passkey: (response: AuthenticationResponseJSON) => call<SignedIn>('POST', '/sign-in/passkey', { response }),

  lock: () => call<null>('POST', '/session/lock'),
  confirm: (code: string) => call<SignedIn>('POST', '/session/confirm', { code }),
  confirmPasskeyOptions: () => call<RequestOptions>('POST', '/session/confirm/passkey/options', {}),
  confirmPasskey: (response: AuthenticationResponseJSON) =>
    call<SignedIn>('POST', '/session/confirm/passkey', { response }),

  changePassword: (current: string, next: string) =>
    call<SignedIn>('POST', '/me/password', { current, next }),
  newTotp: () => call<TotpSecret>('POST', '/me/totp', {}),
  confirmTotp: (code: string) => call<EnrolledTotp>('POST', '/me/totp/confirm', { code }),
  removeTotp: () => call<null>('DELETE', '/me/totp'),
  newPasskeyOptions: () => call<CreationOptions>('POST', '/me/passkeys/options', {}),
  addPasskey: (name: string, response: RegistrationResponseJSON) =>
    call<EnrolledPasskey>('POST', '/me/passkeys', { name, response }),
  removePasskey: (id: string) => call<null>('DELETE', `/me/passkeys/${segment(id)}`),
  newRecoveryCodes: () =>
    call<{ readonly recoveryCodes: readonly string[] }>('POST', '/me/recovery-codes', {}),
  security: () => call<Security>('GET', '/me/security'),
  endSession: (sessionId: string) => call<null>('DELETE', `/me/sessions/${segment(sessionId)}`),
  endOtherSessions: () => call<null>('POST', '/me/sessions/end-others', {}),

  cardChallenge: (purpose: CardPurpose) => call<CardChallenge>('POST', '/card/challenge', { purpose }),
  signInWithCard: (answer: CardAnswer) => call<SignedIn>('POST', '/sign-in/card', answer),
  registerCard: (registration: CardRegistration) =>
    call<SignedIn>('POST', '/card/registration', registration),

  organisation: () => call<OrganisationAnswer>('GET', '/organisation'),
  invite: (invited: {
    readonly account: string;
    readonly displayName: string;
    readonly roles: readonly string[];
  }) => call<Invitation>('POST', '/organisation/invitations', invited),
  changeMember: (account: string, change: MemberChange) => call<unknown>('POST', member(account), change),
  resetFactors: (account: string) => call<unknown>('POST', `${member(account)}/reset-factors`, {}),
  unlock: (account: string) => call<unknown>('POST', `${member(account)}/unlock`, {}),
  registerClient: (client: NewClient) =>
    call<{ readonly clientId: string }>('POST', '/organisation/clients', client),
  revokeClient: (clientId: string) => call<null>('DELETE', `/organisation/clients/${segment(clientId)}`),

  openInvitation: (code: string) => call<InvitationAnswer>('POST', '/invitations/open', { code }),
  acceptInvitation: (code: string, password: string) =>
    call<SignedIn>('POST', '/invitations/accept', { code, password }),

  organisations: () => call<{ readonly organisations: readonly OrganisationRow[] }>('GET', '/organisations'),
  createOrganisation: (organisation: NewOrganisation) =>
    call<{ readonly organisation: OrganisationRow; readonly invitation: Invitation }>(
      'POST',
      '/organisations',
      organisation,
    ),
  designate: (organisationId: string, emergencyDesignated: boolean) =>
    call<unknown>('POST', `/organisations/${segment(organisationId)}`, { emergencyDesignated }),
};

/** The file that stands in for the card of an invented person; offered where the demo region is loaded. */
export async function demoCard(key: string): Promise<ArrayBuffer> {
  try {
    const response = await fetch(`/api/demo/cards/${segment(key)}`, { cache: 'no-store' });
    if (response.ok) return await response.arrayBuffer();
  } catch {
    throw new ApiError('NETWORK', 0, {}, null);
  }
  throw new ApiError('CARD_UNKNOWN', 404, {}, null);
}
