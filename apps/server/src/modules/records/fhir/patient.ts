import { systemOf } from '@tsunagu/fhir';
import { parseInsurerNumber } from '@tsunagu/ids';
import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import type { InsuredNumber, Person, PersonStamp } from '../../registry/index.ts';
import { LANGUAGE, metaOf, optional } from './elements.ts';
import { instantInTokyo } from './file-stamp.ts';
import own from './systems.json' with { type: 'json' };

const GENDERS = { 1: 'male', 2: 'female', 3: 'unknown' } as const;
const MEMBER_ID = /^[0-9]{8}:[^:\s　]*:[^:\s　]*:(?:[0-9]{2})?$/;

/** 被保険者識別子: insurer in 8 digits, symbol, number, branch; null where the numbers do not fit it. @spec fhir-jp-core.md §2.3 */
export function memberId({ insurerNumber, symbol, number, branch }: InsuredNumber): string | null {
  const insurer = parseInsurerNumber(insurerNumber);
  const id = `${insurer ?? ''}:${symbol}:${number}:${branch}`;
  return MEMBER_ID.test(id) ? id : null;
}

/** The person as JP_Patient. `addressShown`: false where an authority withholds it. @spec fhir-jp-core.md §3; eligibility.md §11.4 */
export function patient(
  person: Person,
  { changedAt, postNumber }: PersonStamp,
  addressShown: boolean,
): FhirResource {
  const insured = person.insured === null ? null : memberId(person.insured);
  const address = addressShown
    ? { ...optional('text', person.address), ...optional('postalCode', postNumber) }
    : {};
  return {
    resourceType: 'Patient',
    id: person.personId,
    meta: metaOf('JP_Patient', String(changedAt.getTime()), instantInTokyo(changedAt)),
    language: LANGUAGE,
    identifier: [
      { use: 'usual', system: own.person, value: person.personId },
      ...(insured === null
        ? []
        : [{ use: 'official', system: systemOf('insured-identifier'), value: insured }]),
    ],
    active: true,
    ...optional('name', namesOf(person)),
    gender: GENDERS[person.sex],
    birthDate: person.birthDate,
    ...(Object.keys(address).length === 0 ? {} : { address: [address] }),
  };
}

function namesOf({ name, kana }: Person) {
  const names = [
    ...(name === '' ? [] : [nameIn('IDE', name)]),
    ...(kana === '' ? [] : [nameIn('SYL', kana)]),
  ];
  return names.length === 0 ? null : names;
}

/** One name for each script, with a half-width space between its parts. @spec fhir-jp-core.md §3, §3.1 (Text) */
function nameIn(script: 'IDE' | 'SYL', name: string) {
  const [family = name, ...given] = name.trim().split(/[\s　]+/u);
  return {
    extension: [
      { url: 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation', valueCode: script },
    ],
    use: 'usual',
    text: [family, ...given].join(' '),
    // Where the parts are not told apart nobody knows which is which.
    ...(given.length === 0 ? {} : { family, given }),
  };
}
