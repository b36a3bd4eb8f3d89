export {
  checkSigner,
  type KnownSigner,
  knownSigner,
  type SignerFault,
  type SignerNote,
} from './check-signer.ts';
export { pkcs11Signer } from './pkcs11.ts';
export {
  HPKI_AUTHORITY_FOLDER,
  type HpkiTestAuthority,
  type IssuedProfessional,
  openHpkiAuthority,
} from './test-authority/open-authority.ts';
export { timestampRequest, tokenIn } from './test-authority/timestamp-service.ts';
export { verifyTimestamp } from './timestamp.ts';
export { openToken, sealToken, tokenSigner } from './token-file.ts';
export type { HpkiTrust, HpkiTrustSource } from './trust.ts';
export { trustFolder } from './trust-folder.ts';
