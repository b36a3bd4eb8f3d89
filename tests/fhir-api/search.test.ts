import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ALICE, BASE, BOB, createFhirApp, type FhirApp, outcomeCode } from './support/fhir-app.ts';
import { type Bundle, fillStore, idOf, idsIn, nextOf } from './support/resources.ts';

let fhir: FhirApp;
beforeAll(async () => {
  fhir = await createFhirApp();
  fillStore(fhir.store);
  fillStore(fhir.store, BOB);
});
afterAll(() => fhir.close());
beforeEach(() => {
  fhir.door.entries.length = 0;
  fhir.door.withheld.length = 0;
});

const mine = (...positions: string[]) => positions.map((position) => idOf(ALICE, position));
const found = async (url: string, token?: string) => (await fhir.get(url, token)).json<Bundle>();

test('a search within a person is one reading of one person', async () => {
  const bundle = await found(`/MedicationDispense?patient=${ALICE}`);
  expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 3 });
  expect(idsIn(bundle)).toEqual(mine('m1', 'm2', 'm3'));
  expect(bundle.entry?.[0]?.fullUrl).toBe(`${BASE}/MedicationDispense/${idOf(ALICE, 'm1')}`);
  expect(bundle.link).toEqual([{ relation: 'self', url: `${BASE}/MedicationDispense?patient=${ALICE}` }]);
  expect(fhir.door.entries).toMatchObject([
    {
      personId: ALICE,
      interaction: 'search MedicationDispense',
      types: ['MedicationDispense'],
      itemCount: 3,
    },
  ]);
});

test.each([
  [`/MedicationDispense?patient=Patient/${ALICE}`],
  [`/MedicationDispense?subject=Patient/${ALICE}`],
  [`/MedicationDispense?subject:Patient=${ALICE}`],
  [`/MedicationDispense?patient=${BASE}/Patient/${ALICE}`],
  [`/Patient/${ALICE}/MedicationDispense`],
  ['/MedicationDispense?patient.identifier=urn:test:number|a-1'],
  ['/MedicationDispense?patient:identifier=urn:test:number|a-1'],
])('%s finds the same', async (url) => {
  expect(idsIn(await found(url))).toEqual(mine('m1', 'm2', 'm3'));
});

test('a search by POST finds the same, with parameters in the form and in the address', async () => {
  const search = (url: string, form: string) =>
    fhir.call({
      method: 'POST',
      url: `/fhir/R4${url}`,
      payload: form,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  expect(idsIn((await search('/MedicationDispense/_search', `patient=${ALICE}`)).json())).toEqual(
    mine('m1', 'm2', 'm3'),
  );
  expect(
    idsIn(
      (await search(`/MedicationDispense/_search?patient=${ALICE}`, 'whenhandedover=ge2026-03-01')).json(),
    ),
  ).toEqual(mine('m3'));
  expect(idsIn((await search(`/Patient/${ALICE}/MedicationDispense/_search`, '')).json())).toEqual(
    mine('m1', 'm2', 'm3'),
  );
});

test('a patient, and an app of a patient, need not name the patient', async () => {
  expect(idsIn(await found('/MedicationDispense', 'patient'))).toHaveLength(3);
  expect(idsIn(await found('/MedicationDispense', 'app patient/*.rs'))).toHaveLength(3);
});

test('staff and systems have to name a person, and are told with which parameter', async () => {
  const answer = await fhir.get('/MedicationDispense?status=completed');
  expect(outcomeCode(answer)).toBe('422 FHIR_PERSON_REQUIRED');
  expect(answer.json().issue[0].diagnostics).toContain('parameter=patient');
  expect((await fhir.get('/Coverage')).json().issue[0].diagnostics).toContain('parameter=patient');
  expect((await fhir.get('/Patient?gender=female')).json().issue[0].diagnostics).toContain('parameter=_id');
  expect(fhir.door.entries).toEqual([]);
});

test('patients are found by id and by identifier', async () => {
  expect(idsIn(await found(`/Patient?_id=${ALICE}`))).toEqual([ALICE]);
  expect(idsIn(await found('/Patient?identifier=urn:test:number|a-1'))).toEqual([ALICE]);
  expect(idsIn(await found('/Patient?identifier=urn:test:number|a-1,urn:test:number|b-1')).sort()).toEqual([
    ALICE,
    BOB,
  ]);
  expect(idsIn(await found(`/Patient?identifier=urn:test:number|a-1&_id=${BOB}`))).toEqual([]);
  expect(idsIn(await found('/Patient?identifier=urn:test:number|nobody'))).toEqual([]);
  expect(idsIn(await found('/MedicationDispense?patient.identifier=urn:test:number|nobody'))).toEqual([]);
});

test('own resources are found by their identifier without a person', async () => {
  expect(idsIn(await found('/Observation?identifier=urn:test:o|two'))).toEqual(
    [...mine('o2'), idOf(BOB, 'o2')].sort(),
  );
  expect(fhir.door.entries.map(({ personId }) => personId).sort()).toEqual([ALICE, BOB]);
});

test('an id tells whose resource it is', async () => {
  expect(idsIn(await found(`/MedicationDispense?_id=${idOf(ALICE, 'm2')}`))).toEqual(mine('m2'));
  expect(idsIn(await found('/MedicationDispense?_id=nothing-of-ours'))).toEqual([]);
  expect(fhir.door.entries.map(({ personId }) => personId)).toEqual([ALICE]);
});

test('several persons are several readings, each with its own count', async () => {
  const bundle = await found(`/MedicationDispense?patient=${ALICE},${BOB}&whenhandedover=ge2026-02-01`);
  expect(bundle.total).toBe(4);
  expect(fhir.door.entries.map(({ personId, itemCount }) => [personId, itemCount]).sort()).toEqual([
    [ALICE, 2],
    [BOB, 2],
  ]);
});

test('parameters limit, sort and shape', async () => {
  expect(
    idsIn(
      await found(`/MedicationDispense?patient=${ALICE}&whenhandedover=lt2026-02-15&_sort=-whenhandedover`),
    ),
  ).toEqual(mine('m2', 'm1'));
  expect(idsIn(await found(`/Observation?patient=${ALICE}&status=amended`))).toEqual(mine('o2'));
  const [first] = (await found(`/Observation?patient=${ALICE}&_elements=status`)).entry ?? [];
  expect(first?.resource).not.toHaveProperty('effectiveDateTime');
  const count = await found(`/Observation?patient=${ALICE}&_summary=count`);
  expect([count.total, count.entry]).toEqual([2, undefined]);
  expect((await found(`/Observation?patient=${ALICE}&_count=0`)).entry).toBeUndefined();
  expect((await found(`/Observation?patient=${ALICE}&_total=none`)).total).toBeUndefined();
});

test('an unknown parameter is refused, or told beside the results of a lenient search', async () => {
  const strict = await fhir.get(`/Observation?patient=${ALICE}&colour=red`);
  expect(outcomeCode(strict)).toBe('400 FHIR_PARAMETER_INVALID');
  expect(strict.json().issue[0].diagnostics).toContain('parameter=colour');
  const lenient = await fhir.call({
    method: 'GET',
    url: `/fhir/R4/Observation?patient=${ALICE}&colour=red`,
    headers: { prefer: 'handling=lenient' },
  });
  expect(lenient.json().total).toBe(2);
  expect(lenient.json().entry.at(-1)).toMatchObject({
    search: { mode: 'outcome' },
    resource: { resourceType: 'OperationOutcome' },
  });
  expect(lenient.body).toContain('parameter=colour');
});

test('what the door keeps back is said beside the results', async () => {
  fhir.door.withheld.push({ category: 'surgery', code: 'DENIED_BY_PATIENT' });
  const bundle = await found(`/Observation?patient=${ALICE}`);
  expect(JSON.stringify(bundle.entry?.at(-1))).toContain('category=surgery');
  expect(bundle.total).toBe(2);
});

test('includes come from the same reading, and institutions from the directory', async () => {
  const encounter = await found(
    `/MedicationDispense?patient=${ALICE}&_include=MedicationDispense:context&_include:iterate=Encounter:service-provider`,
  );
  expect(idsIn(encounter)).toEqual(mine('m1', 'm2', 'm3'));
  expect(idsIn(encounter, 'include')).toEqual([...mine('e1'), 'org-1']);
  expect(fhir.door.entries).toMatchObject([{ itemCount: 4 }]);
  const provenance = await found(`/MedicationDispense?patient=${ALICE}&_revinclude=Provenance:target`);
  expect(idsIn(provenance, 'include')).toEqual(mine('p1'));
  const patient = await found(`/Observation?patient=${ALICE}&_include=Observation:subject`);
  expect(idsIn(patient, 'include')).toEqual([ALICE]);
});

test('an include leaves out what the token does not cover', async () => {
  const url = `/MedicationDispense?patient=${ALICE}&_include=MedicationDispense:context&_include:iterate=Encounter:service-provider`;
  const only = await found(url, 'system system/MedicationDispense.rs');
  expect([idsIn(only).length, idsIn(only, 'include')]).toEqual([3, []]);
  expect(fhir.door.entries[0]?.types).toEqual(['MedicationDispense']);
  expect(
    idsIn(await found(url, 'system system/MedicationDispense.rs system/Encounter.r'), 'include'),
  ).toEqual(mine('e1'));
});

test('institutions are searched without a person', async () => {
  expect(idsIn(await found(`/Organization?name=${encodeURIComponent('試験診療所')}`))).toEqual(['org-2']);
  expect((await found('/Organization')).total).toBe(2);
});

test('a scope with a search shows what it finds and nothing else', async () => {
  const token = 'system system/Observation.rs?status=amended';
  expect(idsIn(await found(`/Observation?patient=${ALICE}`, token))).toEqual(mine('o2'));
  expect(outcomeCode(await fhir.get(`/Observation/${idOf(ALICE, 'o1')}`, token))).toBe(
    '404 FHIR_RESOURCE_UNKNOWN',
  );
  expect((await fhir.get(`/Observation/${idOf(ALICE, 'o2')}`, token)).statusCode).toBe(200);
});

test('a token without the scope is refused with its name, and no door is asked', async () => {
  const search = await fhir.get(`/Observation?patient=${ALICE}`, 'system system/Condition.rs');
  expect(outcomeCode(search)).toBe('403 SCOPE_NOT_GRANTED');
  expect(search.json().issue[0].diagnostics).toContain('scope=system/Observation.s');
  const read = await fhir.get(`/Observation/${idOf(ALICE, 'o1')}`, 'system system/Observation.s');
  expect(read.json().issue[0].diagnostics).toContain('scope=system/Observation.r');
  expect(fhir.door.entries).toEqual([]);
});

test('an app sees nobody but the patient that it was started for', async () => {
  const token = 'app patient/*.rs';
  expect(outcomeCode(await fhir.get(`/Observation?patient=${BOB}`, token))).toBe(
    '403 FHIR_PATIENT_OUTSIDE_LAUNCH',
  );
  expect(outcomeCode(await fhir.get(`/Observation/${idOf(BOB, 'o1')}`, token))).toBe(
    '403 FHIR_PATIENT_OUTSIDE_LAUNCH',
  );
  expect(outcomeCode(await fhir.get(`/Patient/${BOB}/Observation`, token))).toBe(
    '403 FHIR_PATIENT_OUTSIDE_LAUNCH',
  );
  expect(outcomeCode(await fhir.get(`/Observation/${idOf(BOB, 'o1')}/_history`, token))).toBe(
    '403 FHIR_PATIENT_OUTSIDE_LAUNCH',
  );
});

test('an operation hands out pages, without what the token does not cover', async () => {
  const first = await found(`/Patient/${ALICE}/$everything?_count=3`);
  expect([first.total, idsIn(first)[0], idsIn(first).length]).toEqual([8, ALICE, 3]);
  const second = (
    await fhir.call({ method: 'GET', url: nextOf(first)?.replace('http://localhost:8080', '') ?? '' })
  ).json<Bundle>();
  expect(idsIn(second)).toHaveLength(3);
  expect(idsIn(second).some((id) => idsIn(first).includes(id))).toBe(false);
  const scoped = await found(`/Patient/${ALICE}/$everything`, 'system system/Observation.rs');
  expect(idsIn(scoped)).toEqual(mine('o1', 'o2'));
  expect(
    outcomeCode(await fhir.call({ method: 'DELETE', url: `/fhir/R4/Patient/${ALICE}/$everything` })),
  ).toBe('405 FHIR_INTERACTION_NOT_ALLOWED');
});

test('chains and _has look at the same reading, and at institutions', async () => {
  const chained = await found(`/MedicationDispense?patient=${ALICE}&context:Encounter.status=finished`);
  expect(idsIn(chained)).toEqual(mine('m1', 'm2', 'm3'));
  expect(idsIn(await found(`/MedicationDispense?patient=${ALICE}&context:Encounter.status=planned`))).toEqual(
    [],
  );
  const named = encodeURIComponent('試験病院');
  expect(
    idsIn(await found(`/Encounter?patient=${ALICE}&service-provider:Organization.name=${named}`)),
  ).toEqual(mine('e1'));
  expect(
    idsIn(await found(`/MedicationDispense?patient=${ALICE}&_has:Provenance:target:recorded=ge2026-01-01`)),
  ).toEqual(mine('m2'));
});

test('what a token does not cover is entered, with the types and without ids', async () => {
  fhir.tokenRefusals.length = 0;
  await fhir.get(`/Observation?patient=${ALICE}`, 'system system/Condition.rs');
  await fhir.get(`/Observation/${idOf(ALICE, 'o1')}/_history/1`, 'system system/Condition.rs');
  await fhir.get(`/Patient/${BOB}/$everything`, 'app patient/*.rs');
  await fhir.get('/Martian', 'system system/Condition.rs');
  const batch = {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [{ request: { method: 'GET', url: `Observation/${idOf(ALICE, 'o1')}` } }],
  };
  await fhir.call({ method: 'POST', url: '/fhir/R4', token: 'system system/Condition.rs', payload: batch });
  expect(fhir.tokenRefusals).toEqual([
    'SCOPE_NOT_GRANTED GET Observation',
    'SCOPE_NOT_GRANTED GET Observation/:id/_history/:id',
    'FHIR_PATIENT_OUTSIDE_LAUNCH GET Patient/:id/$everything',
    'SCOPE_NOT_GRANTED GET Observation/:id',
  ]);
});
