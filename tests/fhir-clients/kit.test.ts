import { Client } from 'fhir-kit-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClientSetting, createClientSetting } from './setting.ts';

/** A library that others wrote, over HTTP, with a token that a program gets for itself. */
let setting: ClientSetting;
let client: Client;
beforeAll(async () => {
  setting = await createClientSetting();
  client = new Client({ baseUrl: setting.baseUrl, bearerToken: await setting.tokenOf('hospital') });
});
afterAll(() => setting.server.close());

interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly status?: string;
}
interface Bundle {
  readonly resourceType: string;
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly resource?: Resource;
    readonly response?: { readonly status: string };
    readonly search?: { readonly score?: number };
  }[];
}
const bundleOf = (answer: unknown): Bundle => answer as Bundle;
const resourcesIn = (bundle: Bundle): Resource[] =>
  (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);

const observation = (value: string) => ({
  resourceType: 'Observation',
  status: 'final',
  identifier: [{ system: 'urn:test:kit', value }],
  category: [
    {
      coding: [
        { system: 'http://jpfhir.jp/fhir/core/CodeSystem/JP_SimpleObservationCategory_CS', code: 'exam' },
      ],
    },
  ],
  code: { text: '試験' },
  subject: { reference: `Patient/${setting.ref}` },
  effectiveDateTime: '2026-11-20',
  valueString: '異常なし',
});

test('the statement names the token endpoint, and what is offered', async () => {
  const metadata = bundleOf(await client.capabilityStatement());
  expect(metadata).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
});

test('a search is walked through page by page; nothing is lost or repeated', async () => {
  const search = { resourceType: 'MedicationDispense', searchParams: { patient: setting.ref } };
  const whole = resourcesIn(bundleOf(await client.search(search)));
  expect(whole.length).toBeGreaterThan(2);
  const ids: string[] = [];
  let page = bundleOf(
    await client.search({ ...search, searchParams: { ...search.searchParams, _count: '1' } }),
  );
  for (let n = 0; n < 50; n++) {
    ids.push(...resourcesIn(page).map(({ id }) => id));
    if (!page.link?.some(({ relation }) => relation === 'next')) break;
    page = bundleOf(await client.nextPage({ bundle: page as never }));
  }
  expect(ids).toEqual(whole.map(({ id }) => id));
});

test('a resource is created, read, updated, patched and deleted', async () => {
  const created = (await client.create({
    resourceType: 'Observation',
    body: observation('life') as never,
  })) as unknown as Resource;
  const place = { resourceType: 'Observation', id: created.id };
  expect(await client.read(place)).toMatchObject({ status: 'final', valueString: '異常なし' });
  const amended = { ...observation('life'), id: created.id, status: 'amended' };
  expect(await client.update({ ...place, body: amended as never })).toMatchObject({ status: 'amended' });
  const patched = await client.patch({
    ...place,
    jsonPatch: [{ op: 'replace', path: '/status', value: 'corrected' }] as never,
  });
  expect(patched).toMatchObject({ status: 'corrected' });
  expect(bundleOf(await client.history(place)).entry).toHaveLength(3);
  await client.delete(place);
  await expect(client.read(place)).rejects.toMatchObject({ response: { status: 410 } });
});

test('a transaction happens whole', async () => {
  const entries = ['t-1', 't-2'].map((value) => ({
    resource: observation(value),
    request: { method: 'POST', url: 'Observation' },
  }));
  const body = { resourceType: 'Bundle', type: 'transaction', entry: entries };
  const answer = bundleOf(await client.transaction({ body: body as never }));
  expect(answer.entry?.map(({ response }) => response?.status.slice(0, 3))).toEqual(['201', '201']);
  const broken = {
    ...body,
    entry: [...entries, { ...entries[0], resource: { resourceType: 'Observation' } }],
  };
  await expect(client.transaction({ body: broken as never })).rejects.toMatchObject({
    response: { status: expect.any(Number) },
  });
  const found = bundleOf(
    await client.search({ resourceType: 'Observation', searchParams: { patient: setting.ref } }),
  );
  // The search also says which kinds of data it may not show.
  const written = resourcesIn(found).filter(({ resourceType }) => resourceType === 'Observation');
  expect(written).toHaveLength(2);
});

test('$validate tells what is wrong with a resource', async () => {
  const outcome = await client.operation({
    name: 'validate',
    resourceType: 'Observation',
    input: { ...observation('v'), status: 'finished' } as never,
  });
  expect(JSON.stringify(outcome)).toContain('Observation.status');
});

test('without the scope for it nothing is read', async () => {
  const narrow = new Client({
    baseUrl: setting.baseUrl,
    bearerToken: await setting.tokenOf('hospital', 'eligibility'),
  });
  await expect(
    narrow.search({ resourceType: 'MedicationDispense', searchParams: { patient: setting.ref } }),
  ).rejects.toMatchObject({ response: { status: 403 } });
});

const match = async (patient: object, more: object[] = [], token = client) => {
  const answer = await token.operation({
    name: 'match',
    resourceType: 'Patient',
    input: {
      resourceType: 'Parameters',
      parameter: [{ name: 'resource', resource: { resourceType: 'Patient', ...patient } }, ...more],
    } as never,
  });
  return bundleOf(answer);
};
const matched = async (patient: object, more: object[] = []) =>
  (await match(patient, more)).entry?.map(({ resource, search }) => [resource?.id, search?.score]);
const memberId = (branch?: string) => {
  const { insurerNumber, symbol, number, branch: own } = setting.person;
  return {
    identifier: [
      {
        system: 'http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID',
        value: `${insurerNumber.padStart(8, '0')}:${symbol}:${number}:${branch ?? own}`,
      },
    ],
  };
};

test('a desk finds who is meant, with how sure it is; several people are nobody', async () => {
  const { name, birthDate, sex, insurerNumber } = setting.person;
  expect(insurerNumber).not.toBe('');
  expect(await matched({ ...memberId(), birthDate })).toEqual([[setting.ref, 1]]);
  expect(await matched(memberId())).toEqual([[setting.ref, 0.8]]);
  // Somebody else of the household, by the name.
  expect(await matched({ ...memberId(), birthDate, name: [{ text: '別人' }] })).toEqual([[setting.ref, 0.5]]);
  const certain = { name: 'onlyCertainMatches', valueBoolean: true };
  expect(await matched(memberId(), [certain])).toEqual([]);
  expect(await matched({ ...memberId(), birthDate }, [certain])).toEqual([[setting.ref, 1]]);
  expect(await matched({ ...memberId(), birthDate: '1900-01-01' })).toEqual([]);
  const gender = sex === '1' ? 'male' : 'female';
  await setting.server.asOwner('UPDATE registry.person SET address = $2 WHERE person_id = $1', [
    setting.ref,
    '繋県つなぐ市見本町１－２－３',
  ]);
  const address = [{ text: '繋県つなぐ市見本町1-2-3' }];
  const items = { name: [{ text: name }], birthDate, gender, address };
  expect(await matched(items)).toEqual([[setting.ref, 0.9]]);
  expect(await matched({ ...items, gender: sex === '1' ? 'female' : 'male' })).toEqual([]);
  // A name and a birth date alone find nobody.
  expect(await matched({ name: [{ text: name }], birthDate, gender })).toEqual([]);
});

test('every match leaves an entry; whoever may not ask is refused, whether there is somebody or not', async () => {
  const entries = await setting.server.asOwner(
    `SELECT FROM audit.entry WHERE person_id = $1 AND purpose = 'identification' AND outcome = 'shown'`,
    [setting.ref],
  );
  expect(entries.length).toBeGreaterThanOrEqual(4);
  const insurer = new Client({ baseUrl: setting.baseUrl, bearerToken: await setting.tokenOf('insurer') });
  for (const birthDate of [setting.person.birthDate, '1900-01-01'])
    await expect(match({ ...memberId(), birthDate }, [], insurer)).rejects.toMatchObject({
      response: { status: 403 },
    });
});
