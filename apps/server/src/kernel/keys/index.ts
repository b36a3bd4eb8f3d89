export { type KeyAlgorithm, keyIdOf, spkiOf } from './key-files.ts';
export {
  type KeyPurpose,
  type KeyRecord,
  type Keys,
  openKeys,
  type PublicKey,
  type SigningKey,
} from './keys.ts';
