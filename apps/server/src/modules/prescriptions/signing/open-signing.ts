import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { timestampRequest, tokenIn } from '../../../kernel/pki/hpki/index.ts';
import {
  addTimestamp,
  digestOf,
  readSignedDocument,
  SignatureError,
  XmlError,
} from '../../../kernel/xades/index.ts';
import type { SigningDeps } from './deps.ts';
import { signerOf } from './key-service.ts';
import type { Signing } from './port.ts';
import { openTrust } from './trust.ts';
import { verifyDocument } from './verify-document.ts';

/** Signs, verifies and stamps; authorities and keys are opened when they are first needed. */
export function openSigning(deps: SigningDeps): Signing {
  const source = openTrust(deps);
  return {
    async verify(xml, kind, { at = deps.clock(), fresh = true } = {}) {
      return verifyDocument(xml, { kind, trust: await source.current(), at, fresh });
    },
    async timestamp(xml) {
      const { timestamps } = await deps.hpkiAuthority();
      const nonce = createHash('sha256').update(randomBytes(16)).digest().subarray(0, 8);
      nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
      return addTimestamp(xml, tokenIn(timestamps.answer(timestampRequest(digestOfValue(xml), nonce))));
    },
    ofAccount: (account, use) => signerOf(deps, account, use),
  };
}

function digestOfValue(xml: string): Buffer {
  try {
    const { signature } = readSignedDocument(xml);
    if (signature === null) throw new XmlError('no signature');
    return digestOf(signature.valueElement);
  } catch (error) {
    if (!(error instanceof XmlError) && !(error instanceof SignatureError)) throw error;
    throw new AppError('RX_DOCUMENT_MALFORMED', { reason: error.message }, { cause: error });
  }
}
