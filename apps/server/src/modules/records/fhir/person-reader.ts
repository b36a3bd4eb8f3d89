import { AppError } from '../../../kernel/errors/app-error.ts';
import type { Answered, PersonQuestion, PersonReader, PersonResources } from '../../../kernel/fhir/ports.ts';
import { type CategoryDecision, disclose } from '../../access/index.ts';
import { parsePersonId } from '../../registry/index.ts';
import { collect } from './collect.ts';
import { personOfId } from './ids.ts';
import type { FhirRecordDeps } from './ports.ts';
import { standpointOf } from './standpoint.ts';
import { RECORD_TYPES } from './types.ts';

/** The record of a person as FHIR resources, through the one door. */
export const fhirPersonReader = (deps: FhirRecordDeps): PersonReader => ({
  types: RECORD_TYPES,
  personOf: personOfId,
  read: (question, answer) => readPersonResources(deps, question, answer),
});

async function readPersonResources<T>(
  deps: FhirRecordDeps,
  question: PersonQuestion,
  answer: (found: PersonResources) => Answered<T> | Promise<Answered<T>>,
): Promise<T> {
  const { caller, interaction } = question;
  const { app } = caller.session;
  const personId = parsePersonId(question.personId);
  if (personId === null) throw new AppError('PERSON_UNKNOWN');
  const standpoint = standpointOf(question);
  const { actor, purpose, categories } = standpoint;
  return disclose(
    deps,
    {
      actor,
      personId,
      purpose,
      categories,
      requestId: caller.requestId,
      ...(app === null ? {} : { method: 'app' }),
      detail: { interaction, ...(app === null ? {} : { client: app.clientId }) },
    },
    async (decisions) => {
      const { resources, logIsCut } = await collect(deps, personId, standpoint, question, decisions);
      const refused = [...decisions.flatMap(refusalOf), ...(logIsCut ? [CUT] : [])];
      const { answer: made, itemCount } = await answer({ resources, refused });
      return { answer: () => made, itemCount };
    },
  );
}

const CUT = { category: 'audit-log', code: 'FHIR_SEARCH_TOO_WIDE' };

const refusalOf = (decision: CategoryDecision): PersonResources['refused'] =>
  decision.shown ? [] : [{ category: decision.category, code: decision.refusalCode }];
