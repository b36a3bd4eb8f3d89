import { type Case, cp932, FACILITY, file, INSURER, message, person, utf8 } from './case.ts';

const RESPONSE = { reader: 'eligibility-response', encoding: 'utf-8', error: null } as const;
const RESULT = 'MessageBody/ResultList/ResultOfQualificationConfirmation';

/** The header of an answer; `change` replaces or (null) removes elements. */
function header(change: Readonly<Record<string, string | null>> = {}): string[] {
  const values: Record<string, string | null> = {
    ProcessExecutionTime: '20260401093015',
    QualificationConfirmationDate: '20260401',
    MedicalInstitutionCode: FACILITY,
    ArbitraryFileIdentifier: '20260401093012345',
    ReferenceClassification: '2',
    SegmentOfResult: '1',
    CharacterCodeIdentifier: '0',
    ...change,
  };
  return elements(values);
}

function elements(values: Readonly<Record<string, string | null>>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [`<${name}>${value}</${name}>`],
  );
}

const PERSON = elements({
  InsuredCardClassification: '01',
  InsurerNumber: INSURER,
  InsuredCardSymbol: '試験－０１',
  InsuredIdentificationNumber: '９９９０１',
  InsuredBranchNumber: '01',
  PersonalFamilyClassification: '1',
  Name: '試験　太郎',
  NameKana: 'ｼｹﾝ ﾀﾛｳ',
  Sex1: '1',
  Birthdate: '19700101',
  InsurerName: '試験健康保険組合',
  QualificationDate: '20200401',
  InsuredPartialContributionRatio: '030',
});

function result(...more: readonly string[]): string[] {
  return ['<ResultOfQualificationConfirmation>', ...PERSON, ...more, '</ResultOfQualificationConfirmation>'];
}

function body(validity: string | null, ...results: readonly string[]): string[] {
  return [
    '<ProcessingResultStatus>1</ProcessingResultStatus>',
    ...(validity === null ? [] : [`<QualificationValidity>${validity}</QualificationValidity>`]),
    ...(results.length === 0 ? [] : ['<ResultList>', ...results, '</ResultList>']),
  ];
}

const MORE = [
  '<LimitApplicationCertificateRelatedConsFlg>1</LimitApplicationCertificateRelatedConsFlg>',
  '<LimitApplicationCertificateRelatedConsTime>20260401092950</LimitApplicationCertificateRelatedConsTime>',
  '<LimitApplicationCertificateRelatedInfo>',
  '<LimitApplicationCertificateClassification>01</LimitApplicationCertificateClassification>',
  '<LimitApplicationCertificateClassificationFlag>A03</LimitApplicationCertificateClassificationFlag>',
  '</LimitApplicationCertificateRelatedInfo>',
  '<SpecificDiseasesCertificateRelatedConsFlg>2</SpecificDiseasesCertificateRelatedConsFlg>',
  '<SpecificDiseasesCertificateList>',
  '<SpecificDiseasesCertificateInfo>',
  '<SpecificDiseasesDiseaseCategory>1</SpecificDiseasesDiseaseCategory>',
  '<SpecificDiseasesSelfPay>10000</SpecificDiseasesSelfPay>',
  '</SpecificDiseasesCertificateInfo>',
  '</SpecificDiseasesCertificateList>',
  '<PublicExpenseResultList>',
  '<MedicalTicketInfo>',
  '<TicketType>1</TicketType>',
  '<StatusOfInfecton>0</StatusOfInfecton>',
  '</MedicalTicketInfo>',
  '</PublicExpenseResultList>',
];

function singles(): Case[] {
  const full = message(header(), body('1', ...result(...MORE)));
  const spelled = [
    '<PharmaceuticalInfoConsFlg>1</PharmaceuticalInfoConsFlg>',
    '<PharmaceuticalInfoConsTime>20260401092950</PharmaceuticalInfoConsTime>',
    '<PharmaceuticalInfoAcquisitionTime>20260402092950</PharmaceuticalInfoAcquisitionTime>',
  ];
  const first = 'body.results.0.';
  return [
    {
      ...RESPONSE,
      section: '7.3',
      name: 'all-groups',
      bytes: utf8(file(full)),
      findings: [],
      values: {
        [`${first}limitApplicationCertificateRelatedInfo.limitApplicationCertificateClassificationFlag`]:
          'A03',
        [`${first}specificDiseasesCertificates.0.specificDiseasesSelfPay`]: 10_000,
        [`${first}medicalTickets.0.statusOfInfecton`]: '0',
        [`${first}insuredPartialContributionRatio`]: 30,
        'header.processExecutionTime': '2026-04-01T00:30:15.000Z',
      },
    },
    {
      ...RESPONSE,
      section: '7.3',
      name: 'all-groups-shift-jis',
      encoding: 'shift_jis',
      bytes: cp932(
        file(message(header({ CharacterCodeIdentifier: '1' }), body('1', ...result(...MORE))), 'Shift_JIS'),
      ),
      findings: [],
      values: { [`${first}nameKana`]: 'ｼｹﾝ ﾀﾛｳ' },
    },
    {
      ...RESPONSE,
      section: '7.3',
      name: 'pharmaceutical-info',
      bytes: utf8(file(message(header(), body('1', ...result(...spelled))))),
      findings: [
        'PharmaceuticalInfoConsFlg',
        'PharmaceuticalInfoConsTime',
        'PharmaceuticalInfoAcquisitionTime',
      ].map((name, i) => ['element-alias', `${RESULT}[1]/${name}`, 30 + i, null] as const),
      values: {
        [`${first}pharmacistsInfoConsFlg`]: '1',
        [`${first}pharmacistsInfoAvailableTime`]: '2026-04-02T00:29:50.000Z',
      },
    },
    {
      ...RESPONSE,
      section: '7.3',
      name: 'elements-missing-and-malformed',
      bytes: utf8(
        file(
          message(header(), [
            '<ProcessingResultStatus>1</ProcessingResultStatus>',
            '<ResultList><ResultOfQualificationConfirmation><Name>試験</Name><Birthdate>19709999</Birthdate><Sex1>1</Sex1></ResultOfQualificationConfirmation></ResultList>',
          ]),
        ),
      ),
      findings: [
        ['value-malformed', `${RESULT}[1]/Birthdate`, 14, null],
        ['element-missing', `${RESULT}[1]/InsuredCardClassification`, 14, null],
        ['element-missing', `${RESULT}[1]/Birthdate`, 14, null],
      ],
      values: { [`${first}name`]: '試験' },
    },
    {
      ...RESPONSE,
      section: '7.3',
      name: 'ticket-in-another-element',
      bytes: utf8(
        file(
          message(
            header(),
            body(
              '1',
              ...result(
                '<PublicExpenseResultList><PublicExpenseResult><MedicalTicketInfo><TicketType>1</TicketType></MedicalTicketInfo></PublicExpenseResult></PublicExpenseResultList>',
              ),
            ),
          ),
        ),
      ),
      findings: [['wrapper-unknown', `${RESULT}[1]/PublicExpenseResultList/PublicExpenseResult`, 30, null]],
      values: { [`${first}medicalTickets.0.ticketType`]: '1' },
    },
    {
      ...RESPONSE,
      section: '7.4',
      name: 'validity-3',
      bytes: utf8(file(message(header(), body('3')))),
      findings: [],
      values: { 'body.qualificationValidity': '3', 'body.results.length': 0 },
    },
    {
      ...RESPONSE,
      section: '7.4',
      name: 'validity-6',
      bytes: utf8(file(message(header(), body('6', ...result())))),
      findings: [['code-unverified', 'MessageBody/QualificationValidity', 14, null]],
      values: { 'body.qualificationValidity': '6' },
    },
    {
      ...RESPONSE,
      section: '7.4',
      name: 'validity-7',
      bytes: utf8(file(message(header(), body('7')))),
      findings: [['code-unknown', 'MessageBody/QualificationValidity', 14, null]],
      values: { 'body.qualificationValidity': '7' },
    },
    {
      ...RESPONSE,
      section: '7.1',
      name: 'error',
      bytes: utf8(
        file(
          message(header({ SegmentOfResult: '9', ErrorCode: 'OQS99999E', ErrorMessage: '試験のエラー' }), []),
        ),
      ),
      findings: [],
      values: { 'header.errorCode': 'OQS99999E' },
    },
    {
      ...RESPONSE,
      section: '7.1',
      name: 'segment-missing',
      error: 'element-missing',
      bytes: utf8(file(message(header({ SegmentOfResult: null }), []))),
      findings: [['element-missing', 'MessageHeader/SegmentOfResult', 3, null]],
    },
    {
      ...RESPONSE,
      section: '7.1',
      name: 'character-code-mismatch',
      bytes: utf8(file(message(header({ CharacterCodeIdentifier: '1' }), body('1')))),
      findings: [['character-code-mismatch', 'MessageHeader/CharacterCodeIdentifier', 10, null]],
    },
    {
      ...RESPONSE,
      section: '7.1',
      name: 'reception-number',
      reader: 'status-response',
      bytes: utf8(file(message(header({ ReceptionNumber: '9990000001' }), []))),
      findings: [],
      values: { 'header.receptionNumber': '9990000001' },
    },
    {
      ...RESPONSE,
      section: '7.1',
      name: 'reception-number-in-the-body',
      reader: 'status-response',
      bytes: utf8(file(message(header(), ['<ReceptionNumber>9990000001</ReceptionNumber>']))),
      findings: [['element-moved', 'MessageBody/ReceptionNumber', 13, null]],
      values: { 'header.receptionNumber': '9990000001' },
    },
  ];
}

function bulks(): Case[] {
  const unit = (reference: string, status: string | null) => [
    '<BulkConfirmUnit>',
    `<ReferenceNumber>${reference}</ReferenceNumber>`,
    ...(status === null ? [] : [`<ProcessingResultStatus>${status}</ProcessingResultStatus>`]),
    '<QualificationValidity>1</QualificationValidity>',
    ...person(),
    '<ResultList>',
    ...result(),
    '</ResultList>',
    '</BulkConfirmUnit>',
  ];
  const counts = {
    ReceptionNumber: '9990000001',
    NumberOfProcessingResult: '2',
    NumberOfNormalProcessing: '2',
    NumberOfError: '0',
  };
  const common = { section: '7.2', reader: 'bulk-response', encoding: 'utf-8', error: null } as const;
  return [
    {
      ...common,
      name: 'bulk',
      bytes: utf8(file(message(header(counts), [...unit('P-1', '1'), ...unit('P-1', '1')]))),
      findings: [],
      values: { 'units.length': 2, 'units.1.results.0.name': '試験　太郎', 'header.numberOfError': 0 },
    },
    {
      ...common,
      name: 'bulk-one-malformed',
      bytes: utf8(
        file(
          message(header({ ...counts, NumberOfProcessingResult: '3', NumberOfNormalProcessing: '3' }), [
            ...unit('P-1', '1'),
            ...unit('P-2', null),
            ...unit('P-3', '1'),
          ]),
        ),
      ),
      malformed: [2],
      findings: [['element-missing', 'MessageBody/BulkConfirmUnit[2]/ProcessingResultStatus', 47, 2]],
      values: { 'units.1.referenceNumber': 'P-3' },
    },
    {
      ...common,
      name: 'bulk-counts-mismatch',
      bytes: utf8(file(message(header(counts), unit('P-1', '1')))),
      findings: [['counts-mismatch', 'MessageHeader/NumberOfProcessingResult', null, null]],
      values: { 'units.length': 1 },
    },
    {
      ...common,
      name: 'bulk-in-progress',
      bytes: utf8(file(message(header({ SegmentOfResult: '2' }), []))),
      findings: [],
      values: { 'units.length': 0, 'header.segmentOfResult': '2' },
    },
  ];
}

/** Answers about eligibility. */
export function responses(): Case[] {
  return [...singles(), ...bulks()];
}
