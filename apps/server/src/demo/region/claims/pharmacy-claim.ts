import { byteString } from '../../byte-string.ts';
import { drugPoints } from '../../drug-points.ts';
import { catalogue, mustGet } from '../../masters/catalogue.ts';
import { readTable } from '../../table.ts';
import type { Prescription, RxForm } from '../care/care.ts';
import { compact } from '../dates.ts';
import { burdenOf, claimType, confirmationRecords, payerRecords } from './claim-head.ts';
import type { PharmacyDraft, Reception, RenderedClaim } from './drafts.ts';

interface Fee {
  readonly code: string;
  readonly points: number;
}

const FEES: ReadonlyMap<string, Fee> = new Map(
  readTable(new URL('../data/dispensing-fees.csv', import.meta.url)).map((cell) => [
    cell('key'),
    { code: cell('code'), points: Number(cell('points')) },
  ]),
);

const PREPARATION: Readonly<Record<RxForm, string>> = {
  '1': 'preparation-oral',
  '3': 'preparation-needed',
  '4': 'preparation-injection',
  '5': 'preparation-external',
};

/** At most three oral blocks of a reception carry a preparation fee; the drugs are dispensed all the same. */
const MAX_CHARGED_ORAL = 3;
const LONG_SUPPLY_DAYS = 15;
const SHORT_SUPPLY = 'management-short';
const LONG_SUPPLY = 'management-long';

/** One SH with its dispensings: the same drugs brought several times in a month. */
interface Block {
  readonly rx: Prescription;
  readonly dispensings: { readonly reception: Reception; readonly receptionNo: number }[];
}

const signature = ({ form, usage, usageText, drugs }: Prescription): string =>
  `${form}|${usage}|${usageText}|${drugs.map(([key, amount]) => `${key}x${amount}`).join('+')}`;

function blocksOf(receptions: readonly Reception[]): Block[] {
  const blocks = new Map<string, Block>();
  receptions.forEach((reception, index) => {
    for (const rx of reception.prescriptions) {
      const key = signature(rx);
      const block = blocks.get(key) ?? { rx, dispensings: [] };
      block.dispensings.push({ reception, receptionNo: index + 1 });
      blocks.set(key, block);
    }
  });
  return [...blocks.values()];
}

/** Quantity of one dispensing, which may differ between receptions of one block. */
function quantityIn(block: Block, reception: Reception): number {
  const same = reception.prescriptions.find((rx) => signature(rx) === signature(block.rx));
  return same?.quantity ?? block.rx.quantity;
}

const unitPoints = ({ drugs }: Prescription): number =>
  drugPoints(
    drugs.reduce((sum, [key, amount]) => sum + mustGet(catalogue().drugs, key).priceSen * amount, 0),
  );

interface Rendering {
  readonly burden: string;
  readonly records: string[];
  /** Oral blocks that had a preparation fee, by reception. */
  readonly charged: Map<number, number>;
  points: number;
}

/** CZ: dates, quantity, preparation fee (CZ7–CZ10), price (CZ13) and, once a reception, CZ57–CZ61. */
function dispensingRecord(block: Block, index: number, rendering: Rendering): string {
  const { reception, receptionNo } = block.dispensings[index] ?? { reception: null, receptionNo: 0 };
  if (reception === null) throw new Error('no such dispensing');
  const { burden, charged } = rendering;
  const fee = mustGet(FEES, PREPARATION[block.rx.form]);
  const before = charged.get(receptionNo) ?? 0;
  const free = block.rx.form === '1' && before >= MAX_CHARGED_ORAL;
  const first = !charged.has(receptionNo);
  charged.set(receptionNo, before + (block.rx.form === '1' ? 1 : 0));
  const quantity = quantityIn(block, reception);
  const price = unitPoints(block.rx) * quantity;
  const feePoints = free ? 0 : fee.points;
  const long = block.rx.form === '1' && quantity >= LONG_SUPPLY_DAYS;
  const management = first ? mustGet(FEES, long ? LONG_SUPPLY : SHORT_SUPPLY) : null;
  rendering.points += price + feePoints + (management?.points ?? 0);
  const dates = `${compact(reception.prescribedOn)},${compact(reception.dispensedOn)}`;
  const charge = `${burden},${free ? 2 : 1},01,${fee.code},${feePoints}`;
  const care = management === null ? ',,,,' : `${burden},1,01,${management.code},${management.points}`;
  return `CZ,1,${dates},${receptionNo},${quantity},${charge},,,${price}${','.repeat(44)}${care}${','.repeat(9)}`;
}

function renderBlock(block: Block, number: number, rendering: Rendering): void {
  const { rx } = block;
  const { burden, records } = rendering;
  const usage = rx.usage === '900' ? `900,${byteString(rx.usageText)}` : `${rx.usage},`;
  records.push(`SH,${String(number).padStart(2, '0')},${rx.form},${usage},${unitPoints(rx)}${','.repeat(4)}`);
  block.dispensings.forEach((_, index) => {
    records.push(dispensingRecord(block, index, rendering));
  });
  for (const [key, amount] of rx.drugs) {
    records.push(`IY,${burden},${mustGet(catalogue().drugs, key).code},${amount}${','.repeat(6)}`);
  }
}

/** KI: base fee and guidance of one reception. */
function feeRecord(reception: Reception, receptionNo: number, rendering: Rendering): string {
  const base = mustGet(FEES, 'base');
  const guidance = mustGet(FEES, 'guidance');
  const { burden } = rendering;
  rendering.points += base.points + guidance.points;
  const head = `KI,${compact(reception.dispensedOn)},${receptionNo},${burden},${base.code},${base.points},`;
  return `${head},${burden},${guidance.code},1,${guidance.points}${','.repeat(103)}`;
}

function claimRecord(draft: PharmacyDraft, claimNo: number): string {
  const { person, payer, month, prescriber } = draft;
  const type = claimType({ table: '4', person, payer, month, inpatient: false });
  const who = `${byteString(person.name)},${person.sex},${compact(person.birthDate)}`;
  const origin = `${prescriber.prefecture},${prescriber.tariffTable},${prescriber.institutionCode},${byteString(prescriber.name)}`;
  return `RE,${claimNo},${type},${compact(month)},${who},,,${origin},,${byteString(prescriber.doctor)}${','.repeat(27)}${byteString(person.kana)}`;
}

/**
 * Prints one 調剤 claim: RE HO KO SN JD (SH CZ IY)+ KI.
 * @spec claims.md §8
 */
export function renderPharmacyClaim(draft: PharmacyDraft, claimNo: number): RenderedClaim {
  const { payer } = draft;
  const receptions = [...draft.receptions].sort((a, b) => a.dispensedOn.localeCompare(b.dispensedOn));
  const rendering: Rendering = { burden: burdenOf(payer), records: [], charged: new Map(), points: 0 };
  blocksOf(receptions).forEach((block, index) => {
    renderBlock(block, index + 1, rendering);
  });
  const fees = receptions.map((reception, index) => feeRecord(reception, index + 1, rendering));
  const dates = [...new Set(receptions.map(({ dispensedOn }) => Number(dispensedOn.slice(8))))];
  const totals = { days: receptions.length, points: rendering.points, meals: 0, mealYen: 0 };
  const records = [
    claimRecord(draft, claimNo),
    ...payerRecords('4', payer, totals),
    ...confirmationRecords(payer, dates),
    ...rendering.records,
    ...fees,
  ];
  return { records, payers: payer.beneficiary === null ? 1 : 2, points: rendering.points };
}
