import type { Institution, Patient, Prescription, RpGroup } from '@tsunagu/jahis';
import type { Person } from '../../registry/index.ts';
import type { InsuredOn } from '../deps.ts';

/** What the prescriber writes; everything else is the server's. */
export interface Draft {
  readonly issuedOn?: string;
  readonly usableUntil?: string | null;
  readonly refillUses?: number | null;
  readonly split?: Prescription['split'];
  readonly narcotic?: Prescription['narcotic'];
  readonly leftovers?: string | null;
  readonly department?: Prescription['department'];
  readonly remarks: Prescription['remarks'];
  readonly groups: readonly RpGroup[];
  readonly providedInformation: Prescription['providedInformation'];
  readonly testValues: readonly string[];
}

/** Around a draft; days `YYYY-MM-DD`. */
export interface DraftContext {
  readonly person: Person;
  readonly insured: InsuredOn | null;
  /** 10 digits. */
  readonly facilityCode: string;
  readonly institutionName: string;
  readonly doctorName: string;
  readonly today: string;
}

/** 都道府県 2, 点数表 1 and the number itself 7 digits. @spec prescriptions.md §6.4 */
export const institutionOf = (facilityCode: string, name: string | null): Institution => ({
  prefecture: facilityCode.slice(0, 2),
  codeKind: facilityCode.slice(2, 3),
  code: facilityCode.slice(3),
  name,
  postalCode: null,
  address: null,
  phone: null,
  fax: null,
  otherContact: null,
});

/** 10 digits of an institution in a document. */
export const facilityCodeOf = ({ prefecture, codeKind, code }: Institution): string =>
  `${prefecture}${codeKind}${code}`;

/** 1 male, 2 female. The layout knows no third: where nobody has said it, the rule of its record says that it is missing. */
const sexOf = ({ sex }: Person): string => (sex === 3 ? '' : String(sex));

/** Half-width kana are what the field takes; NFKC brings them back to full width on reading. */
function halfWidthKana(text: string): string {
  const out: string[] = [];
  for (const char of text.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim().normalize('NFD'))
    out.push(HALF_WIDTH.get(char) ?? char);
  return out.join('');
}

const FULL =
  'ァアィイゥウェエォオカキクケコサシスセソタチッツテトナニヌネノハヒフヘホマミムメモャヤュユョヨラリルレロワヲンー\u3099\u309a';
const HALF = 'ｧｱｨｲｩｳｪｴｫｵｶｷｸｹｺｻｼｽｾｿﾀﾁｯﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓｬﾔｭﾕｮﾖﾗﾘﾙﾚﾛﾜｦﾝｰﾞﾟ';
const HALF_WIDTH: ReadonlyMap<string, string> = new Map(
  [...FULL].map((char, at) => [char, HALF[at] ?? char]),
);

function patientOf(person: Person): Patient {
  return {
    code: null,
    name: person.name.trim().replaceAll(/\s+/gu, '　') || null,
    kana: halfWidthKana(person.kana) || null,
    sex: sexOf(person),
    birthDate: person.birthDate,
    burdenKind: null,
  };
}

/** Six digits were filled up with two zeros; the numbers of eight digits begin with another law. */
const significant = (insurerNumber: string): string => insurerNumber.replace(/^00(?=\d{6}$)/, '');

/** The typed prescription of a draft, as the institution would have written it itself. */
export function prescriptionOf(draft: Draft, context: DraftContext): Prescription {
  const { person, insured, facilityCode, institutionName, doctorName, today } = context;
  const known = insured ?? person.insured;
  const assisted = insured?.publicAssistance === true;
  const numbers = assisted ? null : known;
  return {
    institution: institutionOf(facilityCode, institutionName),
    department: draft.department ?? null,
    doctor: { code: null, kana: null, name: doctorName },
    patient: patientOf(person),
    insurance: {
      // Public assistance alone: 22 and the numbers in 23 stay empty, 27 names it.
      kind: null,
      insurerNumber: numbers === null ? null : significant(numbers.insurerNumber),
      symbol: numbers?.symbol || null,
      number: numbers?.number || null,
      relation: insured?.relation ?? '1',
      branch: numbers?.branch || null,
      patientRate: null,
      benefitRate: null,
      occupational: null,
    },
    publicExpenses: assisted ? [{ place: 1, payer: insured.insurerNumber, beneficiary: insured.number }] : [],
    claimKind: null,
    issuedOn: draft.issuedOn ?? today,
    usableUntil: draft.usableUntil ?? null,
    narcotic: draft.narcotic ?? null,
    leftovers: draft.leftovers ?? null,
    split: draft.split ?? null,
    refillUses: draft.refillUses ?? null,
    remarks: draft.remarks,
    accessCode: null,
    groups: draft.groups,
    providedInformation: draft.providedInformation,
    testValues: draft.testValues,
  };
}
