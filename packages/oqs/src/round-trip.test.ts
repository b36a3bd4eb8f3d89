import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as oqs from './index.ts';
import * as prescriptions from './prescription-layouts.ts';
import * as requests from './request-layouts.ts';
import * as responses from './response-layouts.ts';
import type { Shape } from './schema.ts';
import { cp932Text, records, utf8Text } from './testing/arbitraries.ts';
import * as views from './view-layouts.ts';

interface AnyCodec {
  readonly read: (bytes: Uint8Array) => {
    readonly message: object | null;
    readonly error: oqs.Finding | null;
  };
  readonly write: (message: never, options: oqs.WriteOptions) => oqs.WriteResult;
}

const KINDS: readonly (readonly [name: string, layout: Shape, codec: AnyCodec])[] = [
  [
    'eligibility request',
    requests.ELIGIBILITY_REQUEST,
    { read: oqs.readEligibilityRequest, write: oqs.writeEligibilityRequest },
  ],
  ['fetch request', requests.FETCH_REQUEST, { read: oqs.readFetchRequest, write: oqs.writeFetchRequest }],
  [
    'registration',
    requests.REGISTRATION_REQUEST,
    { read: oqs.readRegistrationRequest, write: oqs.writeRegistrationRequest },
  ],
  [
    'check-up request',
    requests.CHECKUP_VIEW_REQUEST,
    { read: oqs.readCheckupViewRequest, write: oqs.writeCheckupViewRequest },
  ],
  [
    'eligibility response',
    responses.ELIGIBILITY_RESPONSE,
    { read: oqs.readEligibilityResponse, write: oqs.writeEligibilityResponse },
  ],
  [
    'status response',
    responses.STATUS_RESPONSE,
    { read: oqs.readStatusResponse, write: oqs.writeStatusResponse },
  ],
  ['bulk response', responses.BULK_RESPONSE, { read: oqs.readBulkResponse, write: oqs.writeBulkResponse }],
  [
    'drug view',
    views.DRUG_VIEW_RESPONSE,
    { read: oqs.readDrugViewResponse, write: oqs.writeDrugViewResponse },
  ],
  [
    'check-up view',
    views.CHECKUP_VIEW_RESPONSE,
    { read: oqs.readCheckupViewResponse, write: oqs.writeCheckupViewResponse },
  ],
  [
    'prescription request',
    prescriptions.PRESCRIPTION_REQUEST,
    {
      read: (bytes) => oqs.readPrescriptionRequest('rx-check', bytes),
      write: oqs.writePrescriptionRequest,
    },
  ],
  [
    'prescription response',
    prescriptions.PRESCRIPTION_RESPONSE,
    { read: oqs.readPrescriptionResponse, write: oqs.writePrescriptionResponse },
  ],
];

/** An optional list without items and a body without content are not written. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  const { characterCodeIdentifier: _, ...rest } = value as Record<string, unknown>;
  const entries = Object.entries(rest).map(([name, item]) => [name, normal(item)] as const);
  return Object.fromEntries(entries);
}

function expectSame(layout: Shape, codec: AnyCodec, encoding: oqs.Encoding, numRuns: number): void {
  const text = encoding === 'utf-8' ? utf8Text : cp932Text;
  fc.assert(
    fc.property(records(layout, text), (message) => {
      const written = codec.write(message as never, { encoding });
      expect(written.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(written.findings.filter(({ code }) => code.startsWith('char-'))).toEqual([]);
      const read = codec.read(written.bytes);
      expect(read.error).toBeNull();
      expect(normal(read.message)).toEqual(normal(message));
    }),
    { numRuns },
  );
}

describe.each(KINDS)('%s', (_, layout, codec) => {
  it('comes back from UTF-8', () => expectSame(layout, codec, 'utf-8', 60));
  it('comes back from Shift_JIS', () => expectSame(layout, codec, 'shift_jis', 60));
});

describe('messages with conditions', () => {
  const header = { medicalInstitutionCode: '1311234567' };
  const day = (text: string) => text as Exclude<oqs.ListSearch['consentDateFrom'], undefined>;
  const month = (text: string) => text as Exclude<oqs.ListSearch['medicalTreatmentMonth'], undefined>;
  const LISTS: readonly (readonly [oqs.ListKind, oqs.ListSearch])[] = [
    [
      'home-visit',
      { consentDateFrom: day('2026-04-01'), consentDateTo: day('2026-04-30'), medicalTreatmentFlag: '2' },
    ],
    ['online', { examinationDateFrom: day('2026-04-01'), medicalTreatmentFlag: '3' }],
    ['public-assistance', { medicalTreatmentMonth: month('2026-04') }],
  ];

  it.each(LISTS)('%s list comes back', (kind, search) => {
    const message = { header, body: { search } };
    for (const encoding of ['utf-8', 'shift_jis'] as const) {
      const { bytes, findings } = oqs.writeListRequest(message, { encoding });
      expect(findings).toEqual([]);
      expect(oqs.readListRequest(kind, bytes).message).toEqual(message);
    }
  });

  it.each(['utf-8', 'shift_jis'] as const)(
    'bulk requests come back from %s, with a list around them or not',
    (encoding) => {
      const text = encoding === 'utf-8' ? utf8Text : cp932Text;
      const persons = fc.array(records(requests.SEARCH_INFO, text), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(
          records(requests.REQUEST_HEADER, text),
          persons,
          fc.boolean(),
          (head, list, isWrapped) => {
            const message = { header: head, persons: list } as unknown as oqs.BulkRequest;
            const options = isWrapped ? { encoding, itemsWrapper: 'SearchList' } : { encoding };
            const read = oqs.readBulkRequest(oqs.writeBulkRequest(message, options).bytes);
            expect(read.message).toEqual(message);
            expect(read.findings.some(({ code }) => code === 'wrapper-unknown')).toBe(isWrapped);
          },
        ),
        { numRuns: 40 },
      );
    },
  );

  it.each(['utf-8', 'shift_jis'] as const)('bulk registrations come back from %s', (encoding) => {
    const text = encoding === 'utf-8' ? utf8Text : cp932Text;
    const persons = fc.array(records(requests.REGISTRATION, text), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(persons, (list) => {
        const message = { header, registrations: list } as unknown as oqs.BulkRegistrationRequest;
        expect(
          oqs.readBulkRegistrationRequest(oqs.writeBulkRegistrationRequest(message, { encoding }).bytes)
            .message,
        ).toEqual(message);
      }),
      { numRuns: 40 },
    );
  });

  it('a drug view request comes back', () => {
    const message: oqs.DrugViewRequest = {
      header: {
        ...header,
        insurerNumber: '06999906',
        insuredPersonIdentificationNumber: '９９９０１',
        branchNumber: '01',
      },
      body: { startDate: month('2025-01'), endDate: month('2025-01'), fileCategory: '2' },
    };
    expect(oqs.readDrugViewRequest(oqs.writeDrugViewRequest(message).bytes).message).toEqual(message);
  });
});
