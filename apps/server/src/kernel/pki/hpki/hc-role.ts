import {
  contextTag,
  DerError,
  DerMembers,
  type DerValue,
  membersOf,
  objectIdentifier,
  readDer,
  TAG,
  utf8Text,
} from '../der.ts';
import { derOid, derSequence, derText, derValue } from '../der-write.ts';
import type { HpkiProfile } from './profile.ts';

/**
 * The professional roles in subjectDirectoryAttributes: hcRole of ISO 17090-2, a SET OF HCActor whose codedData holds a
 * scheme and, in HPKI, the qualification as English text. Tags inside codedData are read whether the set is tagged
 * implicitly or explicitly: authorities write both.
 * @returns texts of the accepted schemes, in their order; empty where the certificate names none
 * @throws DerError
 * @spec prescriptions.md §8
 */
export function readRoles(directoryAttributes: Buffer | null, profile: HpkiProfile): readonly string[] {
  if (directoryAttributes === null) return [];
  const roles: string[] = [];
  for (const attribute of membersOf(readDer(directoryAttributes, TAG.sequence), TAG.sequence)) {
    const members = new DerMembers(attribute);
    const type = objectIdentifier(members.next(TAG.oid));
    const values = members.next(TAG.set);
    members.end();
    if (type !== profile.hcRoleAttribute) continue;
    for (const actors of membersOf(values, TAG.set))
      for (const actor of membersOf(actors, TAG.sequence)) {
        const coded = new DerMembers(actor).optional(contextTag(0));
        const role = coded === null ? null : readCoded(coded, profile);
        if (role !== null) roles.push(role);
      }
  }
  return roles;
}

/** The text of one coded qualification; null where its scheme is another, or where it has none. */
function readCoded(coded: DerValue, { codingSchemes }: HpkiProfile): string | null {
  const outer = new DerMembers(coded);
  const inner = outer.optional(TAG.set);
  const members = inner === null ? new DerMembers(coded) : new DerMembers(inner);
  let scheme: string | null = null;
  let text: string | null = null;
  while (!members.done) {
    const member = members.any();
    if (member.tag === contextTag(0, false)) scheme = objectIdentifier(member);
    else if (member.tag === contextTag(0)) scheme = objectIdentifier(only(member));
    else if (member.tag === contextTag(2)) text = directoryString(only(member));
  }
  return scheme !== null && codingSchemes.includes(scheme) ? text : null;
}

function only(value: DerValue): DerValue {
  const members = new DerMembers(value);
  const member = members.any();
  members.end();
  return member;
}

function directoryString(value: DerValue): string {
  if (value.tag === TAG.utf8String) return utf8Text(value);
  if (value.tag === TAG.printableString) return value.content.toString('latin1');
  throw new DerError('text of another kind');
}

/** SubjectDirectoryAttributes with one role, as HPKI writes it. */
export function writeRole(role: string, { hcRoleAttribute, codingSchemes }: HpkiProfile): Buffer {
  const scheme = derValue(contextTag(0), derOid(codingSchemes[0] ?? ''));
  const coded = derValue(TAG.set, scheme, derValue(contextTag(2), derText(role)));
  const actors = derValue(TAG.set, derSequence(derValue(contextTag(0), coded)));
  return derSequence(derSequence(derOid(hcRoleAttribute), derValue(TAG.set, actors)));
}
