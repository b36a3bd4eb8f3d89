import { readSerial } from '../pki/certificate.ts';
import { contextTag, DerMembers, readDer, TAG } from '../pki/der.ts';

/** IssuerSerial of RFC 5035: GeneralNames with one directoryName, and the serial number. @throws DerError */
export function readIssuerSerial(der: Buffer): { readonly serial: string; readonly issuer: Buffer } {
  const members = new DerMembers(readDer(der, TAG.sequence));
  const names = new DerMembers(members.next(TAG.sequence));
  // Name is a CHOICE, and tags before a CHOICE are explicit.
  const issuer = new DerMembers(names.next(contextTag(4)));
  const name = issuer.next(TAG.sequence).bytes;
  issuer.end();
  names.end();
  const serial = readSerial(members.next(TAG.integer));
  members.end();
  return { serial, issuer: name };
}
