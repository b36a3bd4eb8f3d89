import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import type { TreatmentLine } from '../model/record.ts';
import { actCategoryConcept, actConcept } from './codes.ts';
import { dayOrMonth, institutionReference, LANGUAGE, metaOf, optional } from './elements.ts';
import { stampOf } from './file-stamp.ts';
import { placeId } from './ids.ts';
import { encounterReference, type RenderScope, versionOf } from './scope.ts';

export const procedureId = ({ prefix }: Pick<RenderScope, 'prefix'>, line: TreatmentLine): string =>
  placeId(prefix, 't', line.month, stampOf(line.file), line.claim, line.line, line.part);

/**
 * An act of the record as JP_Procedure. Of imaging the acts of one day and kind are one examination, whose further acts
 * stand as notes. @spec fhir-jp-core.md §3; claims.md §11
 */
export function procedure(scope: RenderScope, line: TreatmentLine): FhirResource {
  const { act, institution } = line;
  return {
    resourceType: 'Procedure',
    id: procedureId(scope, line),
    meta: metaOf('JP_Procedure', versionOf(act.masterEdition), stampOf(line.file).receivedAt),
    language: LANGUAGE,
    status: 'completed',
    category: actCategoryConcept(act),
    code: actConcept(scope.gathered.catalogue.act(act.code, line.month), act.code),
    subject: scope.subject,
    ...optional('encounter', encounterReference(scope, line)),
    performedDateTime: dayOrMonth(line.date, line.month),
    ...(institution === null ? {} : { performer: [{ actor: institutionReference(institution) }] }),
    ...optional('note', notesOf(line)),
  };
}

function notesOf({ act, count, quantity, details }: TreatmentLine): { text: string }[] | null {
  const notes = [
    ...(quantity === null ? [] : [`数量 ${quantity}${act.unit ?? ''}`]),
    ...(count > 1 ? [`${count}回`] : []),
    ...details.map(({ code, name, known }) => (known ? `${name}（${code}）` : code)),
  ];
  return notes.length === 0 ? null : notes.map((text) => ({ text }));
}
