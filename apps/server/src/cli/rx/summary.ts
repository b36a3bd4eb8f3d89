import type { DispensedDrug, DispensedGroup, Drug, Notebook, RpGroup } from '@tsunagu/jahis';
import type { ParsedText } from './parsed-text.ts';
import words from './summary.json' with { type: 'json' };

const FORMS: ReadonlyMap<string, string> = new Map(Object.entries(words.forms));
const FAMILIES: ReadonlyMap<string, string> = new Map(Object.entries(words.families));
const MOST_FINDINGS = 20;

/** What a text says, for people; Japanese, one line a drug. */
export function summaryOf(parsed: ParsedText): string {
  const lines = [
    `${parsed.files.join(' ')}: ${FAMILIES.get(parsed.dialect ?? parsed.family) ?? parsed.family}`,
  ];
  const { prescription, dispensing, notebook } = parsed;
  if (prescription !== null) {
    const { institution, doctor, patient, issuedOn, usableUntil, accessCode, refillUses } = prescription;
    lines.push(`  ${institution.name ?? institution.code} ${doctor.name}`);
    lines.push(`  ${patient.name ?? patient.kana ?? ''} ${patient.birthDate}`);
    lines.push(
      `  ${words.issued} ${issuedOn}${usableUntil === null ? '' : ` ${words.until} ${usableUntil}`}`,
    );
    if (accessCode !== null) lines.push(`  ${words.accessCode} ${accessCode}`);
    if (refillUses !== null) lines.push(`  ${words.refill} ${refillUses}`);
    lines.push(...groupLines(prescription.groups));
  }
  if (dispensing !== null) {
    lines.push(`  ${dispensing.pharmacy.name ?? dispensing.pharmacy.code} ${dispensing.pharmacist.name}`);
    lines.push(`  ${words.dispensed} ${dispensing.dispensedOn}`);
    lines.push(...groupLines(dispensing.groups));
  }
  if (notebook !== null) lines.push(...notebookLines(notebook));
  for (const { dataId, missing } of parsed.waiting) {
    lines.push(`  ${words.missingParts} ${dataId}: ${missing.join(', ')}`);
  }
  if (parsed.missingSymbols.length > 0) {
    lines.push(`  ${words.missingSymbols} ${parsed.missingSymbols.join(', ')}`);
  }
  lines.push(...findingLines(parsed));
  return `${lines.join('\n')}\n`;
}

function groupLines(groups: readonly (RpGroup | DispensedGroup)[]): string[] {
  return groups.flatMap((group, at) => [
    `  RP${at + 1} ${FORMS.get(group.form) ?? ''} ${group.usage.name} × ${group.quantity}`,
    ...group.drugs.map((drug: Drug | DispensedDrug) => `    ${drug.name} ${drug.amount}${drug.unit}`),
  ]);
}

function notebookLines(notebook: Notebook): string[] {
  return [
    ...(notebook.patient === null ? [] : [`  ${notebook.patient.name} ${notebook.patient.birthDate}`]),
    ...notebook.notes.map((one) => `  ${words.note} ${one.text}`),
    ...notebook.otc.map((one) => `  ${words.otc} ${one.name}`),
    ...notebook.blocks.flatMap((block) => [
      `  ${block.on} ${block.facility?.name ?? ''}`,
      ...block.prescriptions.flatMap((origin) =>
        origin.doctors.flatMap(({ groups }) =>
          groups.flatMap((group) => [
            ...group.drugs.map((drug) => `    ${drug.name} ${drug.amount}${drug.unit}`),
            `      ${group.usage?.name ?? ''} × ${group.usage?.quantity ?? ''}${group.usage?.unit ?? ''}`,
          ]),
        ),
      ),
    ]),
  ];
}

function findingLines({ findings, unknown }: ParsedText): string[] {
  const shown = findings.slice(0, MOST_FINDINGS).map(({ level, line, record, item, message, rule }) => {
    const place = [
      line === 0 ? '' : `${line}${words.line}`,
      record === null ? '' : `${words.record}${record}`,
      item === null ? '' : `${words.item}${item}`,
    ].join(' ');
    return `  ${level === 'error' ? words.error : words.warning} ${place.trim()} ${message.ja} [${rule}]`;
  });
  const more = findings.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`  ${words.more} ${more}`] : []),
    ...(unknown.length > 0 ? [`  ${words.unknown} ${unknown.length}`] : []),
  ];
}
