import { EXTENSIONS, PROFILES, systemOf } from '@tsunagu/fhir';
import { parseInsurerNumber } from '@tsunagu/ids';
import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import { concept, LANGUAGE, metaOf, optional, UCUM } from './elements.ts';
import { instantInTokyo } from './file-stamp.ts';
import { coverageResourceId } from './ids.ts';
import { memberId } from './patient.ts';
import type { KnownCoverage } from './ports.ts';
import type { RenderScope } from './scope.ts';

/** 医療扶助, whose numbers are those of a public payer. @spec eligibility.md §7.3 */
const PUBLIC_ASSISTANCE = 'A1';
const DAY_MS = 86_400_000;

/** A coverage as JP_Coverage, with its insurer in it. @spec fhir-jp-core.md §2.3, §3 */
export function coverage(
  { prefix, subject }: Pick<RenderScope, 'prefix' | 'subject'>,
  { coverageId, version, registeredAt, facts }: KnownCoverage,
  today: string,
): FhirResource {
  const { validFrom, validTo, symbol, number, branch, relation, ratioPercent } = facts;
  const holds = validFrom <= today && (validTo === null || today < validTo);
  return {
    resourceType: 'Coverage',
    id: coverageResourceId(prefix, coverageId),
    meta: metaOf('JP_Coverage', `${version}.${holds ? 1 : 0}`, instantInTokyo(registeredAt)),
    language: LANGUAGE,
    contained: [payer(facts)],
    ...optional('extension', numberExtensions(facts)),
    ...optional('identifier', identifiersOf(facts)),
    status: holds || validFrom > today ? 'active' : 'cancelled',
    type: concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'PUBLICPOL'),
    ...optional('subscriberId', [symbol, number].filter((one) => one !== '').join(':')),
    beneficiary: subject,
    ...optional('dependent', branch),
    relationship:
      relation === 'insured'
        ? concept(RELATIONSHIP, 'self', 'Self')
        : concept(RELATIONSHIP, 'other', 'Other'),
    period: { start: validFrom, ...optional('end', lastDay(validFrom, validTo)) },
    payor: [{ reference: '#payor', ...optional('display', facts.insurerName) }],
    ...(ratioPercent === null ? {} : { costToBeneficiary: [copay(ratioPercent)] }),
  };
}

const RELATIONSHIP = 'http://terminology.hl7.org/CodeSystem/subscriber-relationship';

/** 資格喪失日 is the first day that is not covered; a period of FHIR ends with its last day. */
function lastDay(validFrom: string, validTo: string | null): string | null {
  if (validTo === null) return null;
  const day = new Date(Date.parse(validTo) - DAY_MS).toISOString().slice(0, 10);
  return day < validFrom ? validFrom : day;
}

const copay = (percent: number) => ({
  type: concept('http://terminology.hl7.org/CodeSystem/coverage-copay-type', 'copaypct', 'Copay Percentage'),
  valueQuantity: { value: percent, unit: '%', system: UCUM, code: '%' },
});

function payer({ insurerNumber, insurerName, cardClass }: KnownCoverage['facts']) {
  const system = systemOf(cardClass === PUBLIC_ASSISTANCE ? 'public-payer' : 'insurer-number');
  return {
    resourceType: 'Organization',
    id: 'payor',
    meta: { profile: [PROFILES.JP_Organization] },
    identifier: [{ system, value: insurerNumber }],
    type: [concept('http://terminology.hl7.org/CodeSystem/organization-type', 'pay', 'Payer')],
    ...optional('name', insurerName),
  };
}

function numberExtensions({ symbol, number, branch }: KnownCoverage['facts']) {
  const all = [
    [EXTENSIONS.JP_Coverage_InsuredPersonSymbol, symbol],
    [EXTENSIONS.JP_Coverage_InsuredPersonNumber, number],
    [EXTENSIONS.JP_Coverage_InsuredPersonSubNumber, branch],
  ].flatMap(([url, valueString]) => (valueString === '' ? [] : [{ url, valueString }]));
  return all.length === 0 ? null : all;
}

function identifiersOf(facts: KnownCoverage['facts']) {
  if (facts.cardClass === PUBLIC_ASSISTANCE)
    return facts.number === '' ? null : [{ system: systemOf('public-recipient'), value: facts.number }];
  const id = memberId(facts);
  const csv = [parseInsurerNumber(facts.insurerNumber) ?? '', facts.symbol, facts.number, facts.branch];
  return [
    ...(id === null ? [] : [{ system: systemOf('insured-identifier'), value: id }]),
    { system: systemOf('insured-csv'), value: csv.map((one) => `"${one.replaceAll('"', '')}"`).join(',') },
  ];
}
