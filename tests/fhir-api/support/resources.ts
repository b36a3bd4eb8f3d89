import { ALICE } from './fhir-app.ts';
import { hexOf, type MemoryStore } from './memory-store.ts';

const LOINC = 'http://loinc.org';

/** Shapes of test resources: as small as the tests need them. */
export const observation = (person: string, more: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: LOINC, code: '718-7' }] },
  subject: { reference: `Patient/${person}` },
  effectiveDateTime: '2026-05-01',
  ...more,
});

export const idOf = (person: string, position: string): string => `${hexOf(person)}-${position}`;

export interface Bundle {
  readonly type: string;
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly resource: {
      readonly resourceType: string;
      readonly id: string;
      readonly [element: string]: unknown;
    };
    readonly search: { readonly mode: string };
    readonly request: { readonly method: string; readonly url: string };
    readonly response: {
      readonly status: string;
      readonly location?: string;
      readonly etag?: string;
      readonly outcome?: {
        readonly issue: readonly {
          readonly details: { readonly coding: readonly { readonly code: string }[] };
        }[];
      };
    };
  }[];
}

export const idsIn = (bundle: Bundle, mode = 'match'): string[] =>
  (bundle.entry ?? []).filter(({ search }) => search.mode === mode).map(({ resource }) => resource.id);

export const nextOf = (bundle: Bundle): string | null =>
  bundle.link.find(({ relation }) => relation === 'next')?.url ?? null;

/** The patient Alice with three drugs, two findings and a visit. */
export function fillStore(store: MemoryStore, person: string = ALICE): void {
  store.put('Patient', person, { name: [{ text: '試験 花子' }], gender: 'female', birthDate: '1950-01-01' });
  store.put('Encounter', idOf(person, 'e1'), {
    status: 'finished',
    class: { code: 'AMB' },
    subject: { reference: `Patient/${person}` },
    serviceProvider: { reference: 'Organization/org-1' },
  });
  for (const [position, on] of [
    ['m1', '2026-01-10'],
    ['m2', '2026-02-10'],
    ['m3', '2026-03-10'],
  ] as const)
    store.put('MedicationDispense', idOf(person, position), {
      status: 'completed',
      subject: { reference: `Patient/${person}` },
      context: { reference: `Encounter/${idOf(person, 'e1')}` },
      medicationCodeableConcept: { text: '試験薬' },
      whenHandedOver: `${on}T09:00:00+09:00`,
    });
  store.put('Observation', idOf(person, 'o1'), observation(person, { effectiveDateTime: '2026-01-10' }));
  store.put(
    'Observation',
    idOf(person, 'o2'),
    observation(person, {
      effectiveDateTime: '2026-04-10',
      status: 'amended',
      identifier: [{ system: 'urn:test:o', value: 'two' }],
    }),
  );
  store.put('Provenance', idOf(person, 'p1'), {
    target: [{ reference: `MedicationDispense/${idOf(person, 'm2')}` }],
    recorded: '2026-02-11T00:00:00Z',
    agent: [{ who: { display: '試験' } }],
  });
}
