export {
  checkSigner,
  type KnownSigner,
  knownSigner,
  type SignerFault,
  type SignerNote,
} from './check-signer.ts';
export { verifyTimestamp } from './timestamp.ts';
export type { HpkiTrust, HpkiTrustSource } from './trust.ts';
export { trustFolder } from './trust-folder.ts';
