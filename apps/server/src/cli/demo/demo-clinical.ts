import { type Region, showcaseBundles } from '../../demo/index.ts';
import type { Session } from '../../kernel/auth/session.ts';
import { openDefinitionSets } from '../../kernel/fhir/definition-sets.ts';
import { openClinical } from '../../modules/clinical/index.ts';
import type { Runtime } from '../../runtime.ts';
import { say } from '../arguments.ts';
import { DEMO_ADDRESS } from './demo-accounts.ts';

const CITY = 'city-physician';
const CLINIC = 'minato-physician';

/** What the hospital of the demo hands in about people of the showcase, through the same door as everybody. */
export async function submitDemoClinical(runtime: Runtime, region: Region, date: string): Promise<void> {
  const facilityOf = (account: string) =>
    region.showcase.staff.find((one) => one.account === account)?.facility ?? null;
  const [hospital, clinic] = [facilityOf(CITY), facilityOf(CLINIC)];
  if (hospital === null || clinic === null) return;
  const sets = openDefinitionSets({ directory: null });
  const clinical = openClinical({
    ...runtime,
    sets,
    publicOrigin: '',
    definitions: async () => (await sets.get('core')).definitions,
    targets: { local: false },
    onError: (error) => runtime.logger.error({ err: error }, 'notifications could not be sent'),
  });
  const session = systemOf(hospital.code, hospital.name, runtime.clock());
  let count = 0;
  for (const person of region.showcase.people) {
    const { insurer, symbol, number, branch } = person.coverage;
    const subject = {
      ...person,
      address: DEMO_ADDRESS,
      insurerNumber: insurer.number,
      symbol,
      number,
      branch,
    };
    const bundles = showcaseBundles(person.key, subject, {
      facilityCode: hospital.code,
      facilityName: hospital.name,
      date,
      referredTo: { facilityCode: clinic.code, facilityName: clinic.name },
    });
    for (const bundle of bundles) {
      const bytes = Buffer.from(JSON.stringify(bundle));
      const caller = { session, requestId: `demo-${++count}` };
      const received = { ...bundle, resourceType: 'Bundle' } as const;
      await clinical.receiver.receive(caller, received, { contentType: 'application/fhir+json', bytes });
    }
  }
  await clinical.stop();
  say(`  clinical information: ${count} submissions`);
}

/** The hospital's own program. */
const systemOf = (facilityCode: string, name: string, now: Date): Session => ({
  sessionId: 'demo',
  kind: 'system',
  account: 'demo',
  displayName: name,
  roles: ['system'],
  organisation: {
    organisationId: 'demo',
    facilityCode,
    insurerNumber: null,
    name,
    kind: 'hospital',
    emergencyDesignated: false,
  },
  personId: null,
  emergencyDesignated: false,
  stage: 'complete',
  scopes: ['system/Bundle.c'],
  app: null,
  confirmedAt: null,
  expiresAt: now,
});
