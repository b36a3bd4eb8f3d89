import {
  hasValidCheckDigit,
  insuredKey,
  normaliseBranch,
  parseInsurerNumber,
  parseLocalDate,
} from '@tsunagu/ids';
import { type InsuredNumber, isDegraded } from '../../registry/index.ts';
import type {
  CoverageFacts,
  ElderlyCertificate,
  LimitCertificate,
  Relation,
  SexName,
  SpecificDisease,
} from './coverage.ts';
import CODES from './coverage-codes.json' with { type: 'json' };
import type { CoverageDraft, DraftField } from './draft.ts';
import { type CoverageFinding, type FindingCode, isRefused } from './finding.ts';

/** A coverage that can be registered, with the numbers that it continues. */
export interface CheckedCoverage {
  readonly facts: CoverageFacts;
  readonly numberKey: string;
  readonly previous: InsuredNumber | null;
}

export interface Checked {
  /** Null when a finding refuses it. */
  readonly coverage: CheckedCoverage | null;
  readonly findings: readonly CoverageFinding[];
}

export interface CheckContext {
  /** The insurer who registers. */
  readonly insurerNumber: string;
  readonly insurerName: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** Reads fields and remembers what was wrong with them. */
class Reader {
  readonly findings: CoverageFinding[] = [];
  private readonly draft: CoverageDraft;

  constructor(draft: CoverageDraft) {
    this.draft = draft;
  }

  report(code: FindingCode, column: DraftField | null): void {
    this.findings.push({ code, column });
  }

  text(field: DraftField): string {
    return this.draft[field].trim();
  }

  orNull(field: DraftField): string | null {
    return this.text(field) || null;
  }

  /** `YYYY-MM-DD`, `YYYYMMDD` or `YYYY/MM/DD`; null when left out or, with a finding, when it is no date. */
  date(field: DraftField, code: FindingCode): string | null {
    const written = this.text(field).normalize('NFKC');
    if (written === '') return null;
    const [, year = '', month = '', day = ''] = /^(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})$/.exec(written) ?? [];
    const parsed = parseLocalDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
    if (parsed === null) this.report(code, field);
    return parsed;
  }

  /** A value of a table; '' when left out, null with a finding when it is none. */
  code(field: DraftField, known: readonly string[], code: FindingCode): string | null {
    const written = this.text(field).normalize('NFKC').toUpperCase();
    if (written === '') return '';
    const found = known.find((one) => one === written || one === written.padStart(2, '0'));
    if (found === undefined) this.report(code, field);
    return found ?? null;
  }

  word<T extends string>(field: DraftField, words: Readonly<Record<T, readonly string[]>>): T | null {
    const written = this.text(field).normalize('NFKC');
    const names = Object.keys(words) as T[];
    return names.find((name) => words[name].includes(written)) ?? null;
  }

  integer(field: DraftField, code: FindingCode, allowed?: readonly number[]): number | null {
    const written = this.text(field).normalize('NFKC').replace(/%$/, '');
    if (written === '') return null;
    const value = /^\d{1,9}$/.test(written) ? Number(written) : null;
    if (value === null || allowed?.includes(value) === false) {
      this.report(code, field);
      return null;
    }
    return value;
  }
}

/** Checks what an insurer says about one person. Never throws; names every fault. */
export function checkCoverage(draft: CoverageDraft, context: CheckContext): Checked {
  const read = new Reader(draft);
  const numbers = readNumbers(read, context);
  const person = readPersonFields(read, context);
  const period = readPeriod(read, person.birthDate);
  const facts: CoverageFacts = {
    insurerNumber: context.insurerNumber,
    insurerName: context.insurerName,
    cardClass: read.code('cardClass', CODES.cardClasses, 'card-class-unknown') || '01',
    ...numbers,
    ...person,
    ...period,
    ratioPercent: read.integer('ratioPercent', 'ratio-out-of-table', CODES.ratios.values),
    preschool: ['1', 'true', '未就学'].includes(read.text('preschool').normalize('NFKC')),
    cardIssuedOn: read.date('cardIssuedOn', 'certificate-date-invalid'),
    cardValidFrom: read.date('cardValidFrom', 'certificate-date-invalid'),
    cardValidTo: read.date('cardValidTo', 'certificate-date-invalid'),
    elderly: readElderly(read),
    limitCertificates: readLimit(read),
    specificDiseases: readDiseases(read),
    publicExpense: [],
  };
  const previous = readPrevious(read);
  const numberKey = insuredKey(facts);
  const refused = numberKey === null || read.findings.some(isRefused);
  return { coverage: refused ? null : { facts, numberKey, previous }, findings: read.findings };
}

function readNumbers(read: Reader, { insurerNumber }: CheckContext) {
  const written = read.text('insurerNumber');
  const parsed = written === '' ? insurerNumber : parseInsurerNumber(written);
  if (parsed === null) read.report('insurer-number-invalid', 'insurerNumber');
  else if (parsed !== parseInsurerNumber(insurerNumber))
    read.report('insurer-number-not-own', 'insurerNumber');
  else if (!hasValidCheckDigit(parsed)) read.report('insurer-number-check-digit', 'insurerNumber');
  const number = read.text('number');
  if (insuredKey({ insurerNumber, symbol: '', number }) === null) read.report('number-missing', 'number');
  const branch = normaliseBranch(read.text('branch'));
  if (branch === null) read.report('branch-invalid', 'branch');
  if (branch === '') read.report('branch-missing', 'branch');
  return { symbol: read.text('symbol'), number, branch: branch ?? '' };
}

function readPersonFields(read: Reader, { today }: CheckContext) {
  const birthDate = read.date('birthDate', 'birth-date-invalid');
  if (birthDate === null && read.text('birthDate') === '') read.report('birth-date-invalid', 'birthDate');
  if (birthDate !== null && birthDate > today) read.report('birth-date-in-future', 'birthDate');
  const name = read.text('name');
  if (name === '') read.report('name-missing', 'name');
  else if (isDegraded(name)) read.report('name-degraded', 'name');
  const sex = read.word<SexName>('sex', CODES.sexes);
  if (sex === null) read.report('sex-unknown', 'sex');
  const relation =
    read.text('relation') === '' ? 'insured' : read.word<Relation>('relation', CODES.relations);
  if (relation === null) read.report('relation-unknown', 'relation');
  return {
    name,
    kana: read.text('kana'),
    sex: sex ?? 'unknown',
    birthDate: birthDate ?? '',
    relation: relation ?? 'insured',
    insuredName: read.orNull('insuredName'),
    address: read.orNull('address'),
    postNumber: read.orNull('postNumber'),
  };
}

function readPeriod(read: Reader, birthDate: string) {
  const validFrom = read.date('validFrom', 'valid-from-invalid');
  if (validFrom === null && read.text('validFrom') === '') read.report('valid-from-invalid', 'validFrom');
  if (validFrom !== null && validFrom < birthDate) read.report('valid-from-before-birth', 'validFrom');
  const validTo = read.date('validTo', 'valid-to-invalid');
  if (validFrom !== null && validTo !== null && validTo < validFrom)
    read.report('end-before-begin', 'validTo');
  const reasonOfLoss = read.code('reasonOfLoss', CODES.reasonsOfLoss, 'reason-unknown');
  if (validTo !== null && reasonOfLoss === '') read.report('reason-missing', 'reasonOfLoss');
  return { validFrom: validFrom ?? '', validTo, reasonOfLoss: reasonOfLoss || null };
}

type Dates = readonly [issuedOn: DraftField, validFrom: DraftField, validTo: DraftField];

function readDates(read: Reader, [issuedOn, validFrom, validTo]: Dates) {
  const dates = {
    issuedOn: read.date(issuedOn, 'certificate-date-invalid'),
    validFrom: read.date(validFrom, 'certificate-date-invalid'),
    validTo: read.date(validTo, 'certificate-date-invalid'),
  };
  if (dates.validFrom !== null && dates.validTo !== null && dates.validTo < dates.validFrom)
    read.report('certificate-end-before-begin', validTo);
  return dates;
}

function readElderly(read: Reader): ElderlyCertificate | null {
  const dates = readDates(read, ['elderlyIssuedOn', 'elderlyValidFrom', 'elderlyValidTo']);
  const ratioPercent = read.integer('elderlyRatioPercent', 'ratio-out-of-table', CODES.ratios.values);
  return ratioPercent === null && dates.validFrom === null ? null : { ...dates, ratioPercent };
}

function readLimit(read: Reader): LimitCertificate[] {
  const dates = readDates(read, ['limitIssuedOn', 'limitValidFrom', 'limitValidTo']);
  const longTermDate = read.date('limitLongTermDate', 'certificate-date-invalid');
  const flag = read.code('limitFlag', CODES.limitFlags, 'limit-flag-unknown');
  const classification = read.code('limitClassification', CODES.limitClassifications, 'limit-class-unknown');
  if (!flag && !classification) return [];
  return [{ ...dates, classification: classification || '01', flag: flag || null, longTermDate }];
}

function readDiseases(read: Reader): SpecificDisease[] {
  const dates = readDates(read, ['diseaseIssuedOn', 'diseaseValidFrom', 'diseaseValidTo']);
  const disease = read.code('disease', CODES.diseases, 'disease-unknown');
  const selfPayYen = read.integer('diseaseSelfPayYen', 'amount-invalid');
  return disease ? [{ ...dates, disease, selfPayYen }] : [];
}

function readPrevious(read: Reader): InsuredNumber | null {
  const previous = {
    insurerNumber: read.text('previousInsurerNumber'),
    symbol: read.text('previousSymbol'),
    number: read.text('previousNumber'),
    branch: normaliseBranch(read.text('previousBranch')) ?? '',
  };
  if (previous.insurerNumber === '' && previous.number === '') return null;
  if (insuredKey(previous) !== null) return previous;
  read.report('previous-invalid', 'previousInsurerNumber');
  return null;
}
