/** Object identifiers in dotted notation. */

export const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
export const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';

export const EXTENSION = {
  subjectDirectoryAttributes: '2.5.29.9',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
export const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/**
 * The project's own arc, under the arc of identifiers made from UUIDs (ITU-T X.667), which needs no registration.
 * The real cards carry identifiers of the public service instead: nothing of ours can be mistaken for them.
 */
const TSUNAGU = '2.25.146189792428899744818264311228183837405';

/** Certificate policies: they tell the two certificates of a card apart. */
export const POLICY = { auth: `${TSUNAGU}.1.1`, sign: `${TSUNAGU}.1.2` } as const;

/** What the test authority of professional certificates and its timestamps stand under; not the policy of HPKI. */
export const HPKI_TEST_POLICY = `${TSUNAGU}.1.3`;
export const TIMESTAMP_TEST_POLICY = `${TSUNAGU}.1.4`;

/** otherName types in the subjectAltName of a signature certificate; each value is a UTF8String. */
export const HOLDER = {
  name: `${TSUNAGU}.2.1`,
  kana: `${TSUNAGU}.2.2`,
  sex: `${TSUNAGU}.2.3`,
  birthDate: `${TSUNAGU}.2.4`,
  address: `${TSUNAGU}.2.5`,
} as const;

export const SHA256 = '2.16.840.1.101.3.4.2.1';
export const BASIC_OCSP_RESPONSE = '1.3.6.1.5.5.7.48.1.1';

/** RFC 5652 and RFC 3161. */
export const CMS = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;
