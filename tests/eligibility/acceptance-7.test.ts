import { readEligibilityResponse, validityState } from '@tsunagu/oqs';
import { expect, test } from 'vitest';

const answer = (validity: string, more = '') => `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<XmlMsg><MessageHeader><ProcessExecutionTime>20260401093012</ProcessExecutionTime>
<MedicalInstitutionCode>1319991012</MedicalInstitutionCode><SegmentOfResult>1</SegmentOfResult>
<CharacterCodeIdentifier>0</CharacterCodeIdentifier></MessageHeader>
<MessageBody><ProcessingResultStatus>1</ProcessingResultStatus><QualificationValidity>${validity}</QualificationValidity>
<ResultList><ResultOfQualificationConfirmation><InsuredCardClassification>01</InsuredCardClassification>
<Name>試験　太郎</Name><Sex1>1</Sex1><Birthdate>19700101</Birthdate><InsurerName>試験保険者</InsurerName>${more}
</ResultOfQualificationConfirmation></ResultList></MessageBody></XmlMsg>`;
const read = (validity: string, more = '') => readEligibilityResponse(Buffer.from(answer(validity, more)));

/** @spec eligibility.md §14.7 */
test.each([
  ['6', 'valid-unregistered'],
  ['7', 'unknown-code'],
])('QualificationValidity %s is read as %s, with a finding', (validity, state) => {
  const { message, findings } = read(validity);
  expect(message?.body?.qualificationValidity).toBe(validity);
  expect(validityState(validity)).toBe(state);
  expect(findings).toHaveLength(1);
});

test('PharmaceuticalInfoConsFlg is read under its other name, with a finding', () => {
  const { message, findings } = read('1', '<PharmaceuticalInfoConsFlg>1</PharmaceuticalInfoConsFlg>');
  expect(message?.body?.results[0]?.pharmacistsInfoConsFlg).toBe('1');
  expect(findings).toHaveLength(1);
});

test('unknown elements are kept as findings', () => {
  const { message, findings } = read('1', '<FutureElement>x</FutureElement>');
  expect(message?.body?.results).toHaveLength(1);
  expect(findings).toMatchObject([{ value: 'x' }]);
});
