import { EXTENSIONS, systemOf } from '@tsunagu/fhir';
import type { Database } from '../../../kernel/db/database.ts';
import type { DirectoryReader, FhirResource } from '../../../kernel/fhir/ports.ts';
import { type KnownFacility, listFacilities, readFacility } from '../../registry/index.ts';
import { LANGUAGE, metaOf, optional } from './elements.ts';
import { instantInTokyo } from './file-stamp.ts';

const CODE = /^\d{10}$/;

/** An institution as JP_Organization: prefecture, tariff table and number are parts of its code. @spec fhir-jp-core.md §2.3, §3 */
function organization({ facilityCode, name, updatedAt }: KnownFacility): FhirResource {
  return {
    resourceType: 'Organization',
    id: facilityCode,
    meta: metaOf('JP_Organization', String(updatedAt.getTime()), instantInTokyo(updatedAt)),
    language: LANGUAGE,
    extension: [
      {
        url: EXTENSIONS.JP_Organization_PrefectureNo,
        valueCoding: { system: systemOf('prefecture'), code: facilityCode.slice(0, 2) },
      },
      {
        url: EXTENSIONS.JP_Organization_InsuranceOrganizationCategory,
        valueCoding: { system: systemOf('fee-table'), code: facilityCode.slice(2, 3) },
      },
      {
        url: EXTENSIONS.JP_Organization_InsuranceOrganizationNo,
        valueIdentifier: { system: systemOf('facility-code-7'), value: facilityCode.slice(3) },
      },
    ],
    identifier: [{ system: systemOf('facility-code-10'), value: facilityCode }],
    ...optional('name', name),
  };
}

/** The institutions that any source has named; what they are called is about nobody. */
export const institutionDirectory = ({ db }: { readonly db: Database }): DirectoryReader => ({
  types: ['Organization'],
  async read(_caller, _type, id) {
    const known = CODE.test(id) ? await readFacility(db, id) : null;
    return known === null ? null : organization(known);
  },
  list: async () => (await listFacilities(db)).map(organization),
});
