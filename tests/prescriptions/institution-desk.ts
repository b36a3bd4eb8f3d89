import { sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Prescription, writePrescription } from '@tsunagu/jahis';
import { encodeCp932 } from '@tsunagu/uke';
import { writeDemoMasters } from '../../apps/server/src/demo/masters/write-demo-masters.ts';
import type { IssuedProfessional } from '../../apps/server/src/kernel/pki/hpki/index.ts';
import { importMasters } from '../../apps/server/src/modules/masters/index.ts';
import { institutionOf } from '../../apps/server/src/modules/prescriptions/life/draft.ts';
import { signDocument } from '../../apps/server/src/modules/prescriptions/signing/document.ts';
import { HOSPITAL } from '../../apps/server/src/testing/people.ts';
import { type Desk, group } from './pharmacy-desk.ts';

/** What a vendor's system writes for the patient of the desk; every number is computed. */
export function vendorsPrescription(
  { person }: Pick<Desk, 'person'>,
  changed: Partial<Prescription> = {},
): Prescription {
  return {
    institution: institutionOf(HOSPITAL.code, HOSPITAL.name),
    department: null,
    doctor: { code: null, kana: null, name: '試験　医師' },
    patient: {
      code: null,
      name: person.name,
      kana: null,
      sex: person.sex,
      birthDate: person.birthDate,
      burdenKind: null,
    },
    insurance: {
      kind: null,
      insurerNumber: person.insurerNumber,
      symbol: person.symbol,
      number: person.number,
      relation: '1',
      branch: person.branch,
      patientRate: null,
      benefitRate: null,
      occupational: null,
    },
    publicExpenses: [],
    claimKind: null,
    issuedOn: '2026-11-22',
    usableUntil: null,
    narcotic: null,
    leftovers: null,
    split: null,
    refillUses: null,
    remarks: [],
    accessCode: null,
    groups: [group()],
    providedInformation: [],
    testValues: [],
    ...changed,
  };
}

export const recordsOf = (prescription: Prescription): string => writePrescription(prescription, 'sj1').text;

/** Whoever signs with a card of this certificate. */
export const cardOf = ({ certificateDer, privateKey }: IssuedProfessional) => ({
  certificateChain: [certificateDer],
  sign: async (bytes: Uint8Array) => sign('sha256', bytes, privateKey),
});

/** A document as a vendor's system sends it, signed by a doctor's card. */
export async function signedDocument(desk: Desk, records: string, at: Date = desk.clock()): Promise<string> {
  const authority = await desk.hpkiAuthority();
  const doctor = await authority.issue({ name: 'Shiken Ishi', role: 'Medical Doctor' });
  return signDocument('prescription', records, cardOf(doctor), at);
}

export const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** 薬価基準収載医薬品コード of the family of アムロジピン, of no drug in the demo. */
const YJ_FAMILY = '2171901F19';

/** A drug that only the new edition has. */
export interface AddedDrug {
  readonly code: string;
  readonly name: string;
  /** 廃止日, column 31: `YYYYMMDD`. */
  readonly abolishedOn: string;
}

/** A later edition of the demo's drug master, with further drugs. */
export async function importDrugMaster(
  desk: Pick<Desk, 'db' | 'directory'>,
  edition: string,
  added: readonly AddedDrug[],
): Promise<void> {
  const folder = join(desk.directory, `masters-${edition}`);
  const paths = await writeDemoMasters(folder);
  const drugs = paths.find((path) => path.includes('y_ALL')) ?? '';
  const lines = new TextDecoder('shift_jis').decode(await readFile(drugs)).split('\r\n');
  const template = lines[0]?.split(',') ?? [];
  const rows = added.map(({ code, name, abolishedOn }, at) => {
    const cells = [...template];
    const values: readonly (readonly [column: number, value: string])[] = [
      [3, code],
      [4, String([...name].length)],
      [5, name],
      [31, abolishedOn],
      [32, `${YJ_FAMILY}${80 + at}`],
      [33, code],
      [35, name],
    ];
    for (const [column, value] of values) cells[column - 1] = `"${value}"`;
    return cells.join(',');
  });
  const path = join(folder, `y_ALL${edition}.csv`);
  await writeFile(path, encodeCp932([...rows, ...lines].join('\r\n')));
  const { files } = await importMasters({ db: desk.db }, { paths: [path] });
  if (files.some(({ state }) => state !== 'imported')) throw new Error(JSON.stringify(files));
}
