import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import type { RecordedConsent } from '../../access/index.ts';
import { concept, institutionReference, LANGUAGE, metaOf } from './elements.ts';
import { instantInTokyo } from './file-stamp.ts';
import { consentId } from './ids.ts';
import type { RenderScope } from './scope.ts';
import own from './systems.json' with { type: 'json' };

const SCOPE = concept(
  'http://terminology.hl7.org/CodeSystem/consentscope',
  'patient-privacy',
  'Privacy Consent',
);
const CATEGORY = concept('http://loinc.org', '59284-0');
/** The policies that FHIR names are those of other countries. */
const POLICY = { text: '本人の同意に基づく閲覧' };
const RECIPIENT = concept(
  'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  'IRCP',
  'information recipient',
);
const TREATMENT = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code: 'TREAT',
  display: 'treatment',
};

/** What a patient allowed an institution to see, as JP_Consent. @spec eligibility.md §4.1, §4.3 */
export function consent(
  { prefix, subject }: Pick<RenderScope, 'prefix' | 'subject'>,
  given: RecordedConsent,
  { institution, now }: { readonly institution: string; readonly now: Date },
): FhirResource {
  const { facilityCode, category, givenAt, validUntil, withdrawnAt } = given;
  const ended = withdrawnAt ?? (validUntil !== null && validUntil <= now ? validUntil : null);
  const until = withdrawnAt ?? validUntil;
  const recipient = institutionReference({ code: facilityCode, name: institution });
  return {
    resourceType: 'Consent',
    id: consentId(prefix, given),
    meta: metaOf('JP_Consent', ended === null ? '1' : '2', instantInTokyo(ended ?? givenAt)),
    language: LANGUAGE,
    status: ended === null ? 'active' : 'inactive',
    scope: SCOPE,
    category: [CATEGORY],
    patient: subject,
    dateTime: instantInTokyo(givenAt),
    organization: [recipient],
    policyRule: POLICY,
    provision: {
      type: 'permit',
      period: { start: instantInTokyo(givenAt), ...(until === null ? {} : { end: instantInTokyo(until) }) },
      actor: [{ role: RECIPIENT, reference: recipient }],
      purpose: [TREATMENT],
      code: [concept(own.consentCategory, category)],
    },
  };
}
