import type { LightMyRequestResponse } from 'fastify';
import type { TestServer } from '../../apps/server/src/testing/test-server.ts';

export const INSTANCE = 'http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier';
export const MEMBER = 'http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID';
const CONDITION_ECS = 'http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Condition_eCS';
export const INDICATION = 'http://jpfhir.jp/fhir/clins/CodeSystem/JP_ehrshrs_indication';

export interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the FHIR interface with somebody's session. `body` as text is sent byte for byte. */
export type Send = (sent: Sent) => Promise<LightMyRequestResponse>;

export async function senderFor(server: TestServer, account: string): Promise<Send> {
  const { cookie } = await server.signIn(account);
  return ({ method, path, body, headers = {} }) =>
    server.app.inject({
      method,
      url: `/fhir/R4/${path}`,
      headers: {
        'x-tsunagu-request': '1',
        cookie: cookie ?? '',
        ...(body === undefined
          ? {}
          : {
              'content-type': method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json',
            }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
}

export const allergy = (ref: string, value: string, text = 'ペニシリン') => ({
  resourceType: 'AllergyIntolerance',
  identifier: [{ system: INSTANCE, value }],
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
  },
  criticality: 'high',
  code: { coding: [{ system: 'urn:test:allergen', code: 'A1', display: text }], text },
  patient: { reference: `Patient/${ref}` },
  recordedDate: '2020-01-02',
});

export const observation = (ref: string, value: string, amount = 1.5) => ({
  resourceType: 'Observation',
  identifier: [{ system: INSTANCE, value }],
  status: 'final',
  code: { coding: [{ system: 'urn:test:item', code: 'HB', display: 'ヘモグロビン' }], text: 'ヘモグロビン' },
  subject: { reference: `Patient/${ref}` },
  effectiveDateTime: '2026-11-01T09:00:00+09:00',
  valueQuantity: { value: amount, unit: 'g/dL' },
});

export const condition = (
  ref: string,
  value: string,
  tags: readonly object[] = [],
  profile = CONDITION_ECS,
) => ({
  resourceType: 'Condition',
  meta: { profile: [profile], ...(tags.length === 0 ? {} : { tag: tags }) },
  identifier: [{ system: INSTANCE, value }],
  verificationStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'confirmed' }],
  },
  category: [
    {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/condition-category', code: 'encounter-diagnosis' },
      ],
    },
  ],
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
  },
  code: { coding: [{ system: 'urn:test:disease', code: 'D1', display: '試験病' }], text: '試験病' },
  subject: { reference: `Patient/${ref}` },
  onsetDateTime: '2026-10-01',
});

export const codeOf = (answer: LightMyRequestResponse): string =>
  answer.json<{ issue?: { details?: { coding?: { code: string }[] } }[] }>().issue?.[0]?.details?.coding?.[0]
    ?.code ?? '';
export const idOf = (answer: LightMyRequestResponse): string => answer.json<{ id: string }>().id;
