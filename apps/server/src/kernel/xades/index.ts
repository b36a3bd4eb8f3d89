export { canonical } from './canonical.ts';
export { addTimestamp, digestOf, signXml, type XmlSigner } from './sign-document.ts';
export {
  readSignedDocument,
  SignatureError,
  type SignatureFault,
  type SignedDocument,
  type SignedPart,
  type XadesSignature,
} from './signed-document.ts';
export { XmlError } from './xml-tree.ts';
