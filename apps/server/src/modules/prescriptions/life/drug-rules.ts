import type { Drug, Finding, Prescription } from '@tsunagu/jahis';
import { type ErrorCode, RefusedWithFindings } from '../../../kernel/errors/app-error.ts';
import type { DrugCode, DrugKnowledge, ResolvedDrug } from '../model/knowledge.ts';
import { isMaterial, saysMaterial } from '../model/material.ts';
import rules from './rules.json' with { type: 'json' };

/** What a rule says of one drug; a name is what was sent, never whose prescription it is. */
export interface DrugFinding extends Finding {
  /** From 1: number of the RP and of the drug in it. */
  readonly rp: number;
  readonly drug: number;
  readonly code: string | null;
  readonly sentName: string;
  /** Names that belong to the code; empty where none is known. */
  readonly names: readonly string[];
}

interface Placed {
  readonly drug: Drug;
  readonly rp: number;
  readonly at: number;
}

const CHECKED_KINDS: ReadonlySet<string> = new Set(['2', '4', '7']);

const placed = ({ groups }: Prescription): Placed[] =>
  groups.flatMap(({ drugs }, rp) => drugs.map((drug, at) => ({ drug, rp: rp + 1, at: at + 1 })));

const codeOf = (drug: Drug): DrugCode | null =>
  drug.code === null ? null : { kind: drug.codeKind, code: drug.code };

function finding(
  { drug, rp, at }: Placed,
  what: Pick<Finding, 'rule' | 'level' | 'message'> & { readonly names?: readonly string[] },
): DrugFinding {
  const { names = [], ...rest } = what;
  return {
    ...rest,
    line: 0,
    record: '201',
    item: null,
    rp,
    drug: at,
    code: drug.code,
    sentName: drug.name,
    names,
  };
}

/** One rule about one drug; null = nothing to say. */
type Rule = (one: Placed, known: ResolvedDrug | null, asked: Asked) => DrugFinding | null;

interface Asked {
  readonly knowledge: DrugKnowledge;
  readonly prescription: Prescription;
}

const nameFits: Rule = (one, _, { knowledge, prescription }) => {
  const code = codeOf(one.drug);
  const unknown = finding(one, {
    rule: 'RX_DRUG_UNKNOWN',
    level: 'error',
    message: { ja: '医薬品コードがマスターにありません', en: 'The code is in no master' },
  });
  if (code === null || !CHECKED_KINDS.has(code.kind)) return unknown;
  const verdict = knowledge.nameFits(code, one.drug.name, prescription.issuedOn);
  if (verdict.fits) return null;
  if (verdict.reason === 'unknown-code') return unknown;
  return finding(one, {
    rule: 'RX_DRUG_NAME_MISMATCH',
    level: 'error',
    message: { ja: '薬品名称がコードと一致しません', en: 'The name does not belong to the code' },
    names: verdict.names,
  });
};

const prescribable: Rule = (one, known) =>
  known === null || known.prescribable
    ? null
    : finding(one, {
        rule: 'RX_DRUG_UNKNOWN',
        level: 'error',
        message: { ja: '処方できないコードです', en: 'The code is not for prescribing' },
      });

/** 廃止日 is the last usable day. @spec prescriptions.md §4 */
const notAbolished: Rule = (one, known, { prescription }) => {
  const last = known?.abolishedOn ?? null;
  const over = rules.abolishedOnIsLastUsableDay.value
    ? last !== null && prescription.issuedOn > last
    : last !== null && prescription.issuedOn >= last;
  return over
    ? finding(one, {
        rule: 'RX_DRUG_ABOLISHED',
        level: 'error',
        message: { ja: `${last}で廃止された薬です`, en: `Abolished on ${last}` },
      })
    : null;
};

/** @spec prescriptions.md §4 */
const narcoticRecord: Rule = (one, known, { prescription }) =>
  known?.controlledKind === rules.narcoticKind && prescription.narcotic === null
    ? finding(one, {
        rule: 'RX_NARCOTIC_MISSING',
        level: 'error',
        message: { ja: '麻薬施用の記録（61）がありません', en: 'The narcotic record (61) is missing' },
      })
    : null;

/** Drugs with a limit on what may be supplied, and patches. @spec prescriptions.md §4 */
const refillable: Rule = (one, known, { prescription }) => {
  if (prescription.refillUses === null || prescription.refillUses < 2 || known === null) return null;
  const excluded = rules.refill.excluded.find(
    ({ controlledKinds = [], routes = [], words = [], codes = [] }) =>
      controlledKinds.some((kind) => kind === known.controlledKind) ||
      (routes.some((route) => route === known.route) && words.some((word) => known.name.includes(word))) ||
      codes.some((code) => code === one.drug.code || known.yj.startsWith(code)),
  );
  return excluded === undefined
    ? null
    : finding(one, {
        rule: 'RX_REFILL_REFUSED',
        level: excluded.level === 'error' ? 'error' : 'warning',
        message: {
          ja: 'リフィル処方の対象外の薬です（投与量の限度または貼付剤）',
          en: 'The drug may not be refilled: limited quantity, or a patch',
        },
      });
};

/** 特定器材 are in no list of drugs. What is in one must not pass by calling itself a material. @spec prescriptions.md §1 (dummies), §5.5 */
const trueMaterial: Rule = (one, known) =>
  known === null && isMaterial(one.drug) && !rules.materialDummies.some((dummy) => dummy === one.drug.code)
    ? null
    : finding(one, {
        rule: 'RX_DRUG_UNKNOWN',
        level: 'error',
        message: {
          ja: '特定器材とされていますが、医薬品またはダミーのコードです',
          en: 'Called a material, but the code is of a drug or a dummy',
        },
      });

const OF_DRUGS: readonly Rule[] = [nameFits, prescribable, notAbolished, narcoticRecord, refillable];
const OF_MATERIALS: readonly Rule[] = [trueMaterial];

/**
 * Codes against names, abolished drugs, narcotics and refills, by what the masters say on the day of issue.
 * @spec prescriptions.md §4, §5.5
 */
export function drugFindings(knowledge: DrugKnowledge, prescription: Prescription): DrugFinding[] {
  const asked = { knowledge, prescription };
  return placed(prescription).flatMap((one) => {
    const code = codeOf(one.drug);
    const known = code === null ? null : knowledge.resolve(code, prescription.issuedOn);
    const applied = saysMaterial(one.drug) ? OF_MATERIALS : OF_DRUGS;
    return applied.flatMap((rule) => rule(one, known, asked) ?? []);
  });
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  RX_DRUG_UNKNOWN: 'RX_DRUG_UNKNOWN',
  RX_DRUG_NAME_MISMATCH: 'RX_DRUG_NAME_MISMATCH',
  RX_DRUG_ABOLISHED: 'RX_DRUG_ABOLISHED',
  RX_NARCOTIC_MISSING: 'RX_NARCOTIC_MISSING',
  RX_REFILL_REFUSED: 'RX_REFILL_REFUSED',
};

/**
 * The same on registering and on receiving: throws the code of the first error, with everything that was found in its
 * list. Answers the warnings. @spec prescriptions.md §5.5
 */
export function requireDrugs(knowledge: DrugKnowledge, prescription: Prescription): DrugFinding[] {
  const found = drugFindings(knowledge, prescription);
  const first = found.find(({ level }) => level === 'error');
  const code = first === undefined ? undefined : CODES[first.rule];
  if (first !== undefined && code !== undefined)
    throw new RefusedWithFindings(code, found, {
      rp: first.rp,
      drug: first.drug,
      code: first.code ?? '',
      sentName: first.sentName,
      names: first.names.join(' / '),
    });
  return found;
}
