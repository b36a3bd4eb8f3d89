import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadDefinitions } from '../../node/index.ts';
import { compileSearch } from './compile-search.ts';
import type { SearchResource } from './resource.ts';
import { BASE, NOW, patient } from './testing/samples.ts';

const SHARED = fileURLToPath(new URL('../../../../../shared/data/fhir/', import.meta.url));
const hasShared = existsSync(SHARED);

describe('JP Core', () => {
  it.skipIf(!hasShared)(
    `understands every search parameter${hasShared ? '' : ' (skipped: no shared data)'}`,
    async () => {
      const jp = await loadDefinitions([`${SHARED}jp-core-1.2.0-sushi.tgz`]);
      const options = { now: NOW, strict: true, baseUrl: BASE };
      const extension = 'http://jpfhir.jp/fhir/core/Extension/StructureDefinition/';
      const cases: [string, SearchResource, string, string][] = [
        ...(['Symbol', 'Number', 'SubNumber'] as const).map(
          (part): [string, SearchResource, string, string] => [
            `jp-insured-person${part.toLowerCase()}`,
            {
              resourceType: 'Coverage',
              extension: [{ url: `${extension}JP_Coverage_InsuredPerson${part}`, valueString: '１２' }],
            },
            '12',
            '3',
          ],
        ),
        [
          'jp-medication-start',
          {
            resourceType: 'MedicationRequest',
            dosageInstruction: [
              {
                extension: [
                  {
                    url: `${extension}JP_MedicationDosage_PeriodOfUse`,
                    valuePeriod: { start: '2026-04-01' },
                  },
                ],
              },
            ],
          },
          '2026-04-01',
          '2026-04-02',
        ],
        ...(
          [
            [
              'jp-insurance-organizationcategory',
              'JP_Organization_InsuranceOrganizationCategory',
              'valueCoding',
              'code',
            ],
            [
              'jp-insurance-organizationno',
              'JP_Organization_InsuranceOrganizationNo',
              'valueIdentifier',
              'value',
            ],
            ['jp-prefectureno', 'JP_Organization_PrefectureNo', 'valueCoding', 'code'],
          ] as const
        ).map(([code, name, key, part]): [string, SearchResource, string, string] => [
          code,
          { resourceType: 'Organization', extension: [{ url: extension + name, [key]: { [part]: '13' } }] },
          '13',
          '14',
        ]),
        ['jp-kana-sort', patient, 'みほん', '見本'],
      ];
      for (const [code, resource, yes, no] of cases) {
        const search = (value: string) => compileSearch(jp, resource.resourceType, [[code, value]], options);
        expect(search(yes).matches(resource), code).toBe(true);
        expect(search(no).matches(resource), code).toBe(false);
      }
    },
  );
});
