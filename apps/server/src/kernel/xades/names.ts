/** Namespaces and algorithms: one for each purpose, because every further one is a further way to be deceived. */
export const DS = 'http://www.w3.org/2000/09/xmldsig#';
export const XADES = 'http://uri.etsi.org/01903/v1.3.2#';
/** Type of the reference to the signed properties. ETSI TS 101 903 §6.3.1. */
export const SIGNED_PROPERTIES = 'http://uri.etsi.org/01903#SignedProperties';
export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
