import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckRequest } from '../apps/server/src/modules/prescriptions/check/check-drugs.ts';
import { checkDrugs } from '../apps/server/src/modules/prescriptions/check/check-drugs.ts';
import { knowledgeOfFiles } from '../apps/server/src/modules/prescriptions/drugs/knowledge-of-files.ts';
import type {
  DrugKnowledge,
  ResolvedDrug,
} from '../apps/server/src/modules/prescriptions/model/knowledge.ts';
import { round } from './setting.ts';

const MASTERS = fileURLToPath(new URL('../../shared/data/masters/', import.meta.url));
const ON = '2026-04-01';
const TARGETS = 8;
const OTHERS = 20;
const CHECKS = 5_000;
const ROUNDS = 5;
const KANA = [...'アイウエオカキクケコサシスセソタチツテトナニネノハヒフヘホマミムメモラリルレロ'];

/**
 * The check itself and the search, in this process and by CPU time: eight drugs against twenty that have nothing in
 * common with them, and what somebody types letter by letter. With the masters of the country where they lie beside the
 * checkout, else with the demo knowledge.
 */
export function measureDrugCheck() {
  const start = process.cpuUsage().user;
  const { knowledge } = knowledgeOfFiles(masterFiles());
  const loadSeconds = (process.cpuUsage().user - start) / 1e6;
  const drugs = unlikeDrugs(knowledge);
  const requests = Array.from({ length: 50 }, (_, place) => requestOf(drugs, place * (TARGETS + OTHERS)));
  for (let run = 0; run < CHECKS; run += 1) check(knowledge, requests, run);
  let best = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    const before = process.cpuUsage().user;
    for (let run = 0; run < CHECKS; run += 1) check(knowledge, requests, run);
    best = Math.min(best, (process.cpuUsage().user - before) / CHECKS);
  }
  return {
    knowledge: { demo: knowledge.demo, drugs: drugs.length, loadCpuSeconds: round(loadSeconds) },
    check: { targets: TARGETS, others: OTHERS, cpuMicroseconds: round(best) },
    search: searchTimes(knowledge, drugs),
  };
}

function masterFiles(): { name: string; bytes: Uint8Array }[] {
  if (!existsSync(MASTERS)) return [];
  return readdirSync(MASTERS).map((name) => ({ name, bytes: readFileSync(join(MASTERS, name)) }));
}

/** Drugs of which no two share an ingredient. */
function unlikeDrugs(knowledge: DrugKnowledge): ResolvedDrug[] {
  const seen = new Set<string>();
  return KANA.flatMap((kana) => knowledge.search(kana, { on: ON, limit: 3_000 })).flatMap(({ drug }) => {
    const bases = drug.ingredients.map(({ base }) => base);
    if (drug.receiptCode === null || bases.length === 0 || bases.some((base) => seen.has(base))) return [];
    for (const base of bases) seen.add(base);
    return [drug];
  });
}

function requestOf(drugs: readonly ResolvedDrug[], from: number): CheckRequest {
  const pick = (place: number) => {
    const drug = drugs[(from + place) % drugs.length];
    return {
      kind: '2',
      code: drug?.receiptCode ?? '',
      name: drug?.name ?? '',
      form: '1',
      quantity: 14,
      amount: '1',
    };
  };
  return {
    on: ON,
    targets: Array.from({ length: TARGETS }, (_, place) => pick(place)),
    others: Array.from({ length: OTHERS }, (_, place) => ({
      ...pick(TARGETS + place),
      source: 'dispensing',
      key: `dispensing:${place}:1:1`,
      from: '2026-03-20',
      to: '2026-04-20',
      facilityCode: '1300000001',
      pharmacyCode: null,
      hideKey: null,
      knownAt: '2026-03-20T00:00:00Z',
    })),
    allergies: [],
    own: { facilityCode: '1300000002', prescriptionIds: [] },
  };
}

function check(knowledge: DrugKnowledge, requests: readonly CheckRequest[], run: number): void {
  const request = requests[run % requests.length];
  if (request !== undefined) checkDrugs(knowledge, request);
}

/** One to five letters of every name, and some from its middle. */
function searchTimes(knowledge: DrugKnowledge, drugs: readonly ResolvedDrug[]) {
  const typed = drugs.flatMap(({ name }) =>
    [1, 2, 3, 4, 5].map((length) => name.slice(0, length)).concat(name.slice(2, 5)),
  );
  const times = typed.slice(0, 5_000).map((text) => {
    const before = process.cpuUsage().user;
    knowledge.search(text, { on: ON, limit: 20 });
    return (process.cpuUsage().user - before) / 1000;
  });
  times.sort((a, b) => a - b);
  const at = (share: number): number => round(times[Math.floor(times.length * share)] ?? 0);
  return { searches: times.length, cpuMilliseconds: { p50: at(0.5), p99: at(0.99), most: at(0.9999) } };
}
