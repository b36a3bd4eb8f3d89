import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import { ApiError } from '../api/client.ts';

/** Whether this browser, at this address, can use passkeys: never over plain http, except on the machine itself. */
export function knowsPasskeys(): boolean {
  return window.isSecureContext && typeof window.PublicKeyCredential === 'function';
}

/** The browser tells little on purpose; three cases can be told apart. */
function inWords(error: unknown): ApiError {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InvalidStateError') return new ApiError('PASSKEY_EXISTS', 0, {}, null);
  if (name === 'NotAllowedError' || name === 'AbortError')
    return new ApiError('PASSKEY_CANCELLED', 0, {}, null);
  return new ApiError('PASSKEY_UNUSABLE', 0, {}, null);
}

/** Asks for a passkey. Rejects with PASSKEY_CANCELLED or PASSKEY_UNUSABLE. */
export async function askPasskey(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
): Promise<AuthenticationResponseJSON> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  try {
    return await startAuthentication({ optionsJSON });
  } catch (error) {
    throw inWords(error);
  }
}

/** Makes a passkey. Rejects with PASSKEY_EXISTS, PASSKEY_CANCELLED or PASSKEY_UNUSABLE. */
export async function makePasskey(
  optionsJSON: PublicKeyCredentialCreationOptionsJSON,
): Promise<RegistrationResponseJSON> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  try {
    return await startRegistration({ optionsJSON });
  } catch (error) {
    throw inWords(error);
  }
}
