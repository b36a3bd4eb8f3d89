import {
  type Case,
  cp932,
  FACILITY,
  file,
  HEADER,
  INSURER,
  join,
  message,
  person,
  type Reader,
  SHORT_HEADER,
  search,
  utf8,
} from './case.ts';

const SEARCH = 'MessageBody/QualificationConfirmSearchInfo';
const BASE = { section: '6', reader: 'eligibility-request', encoding: 'utf-8', error: null } as const;

function single(change: Readonly<Record<string, string | null>>): Uint8Array {
  return utf8(file(message(HEADER, person(change))));
}

/** A request that is refused for one element of the person. */
function wrong(
  name: string,
  code: string,
  element: string,
  line: number,
  change: Readonly<Record<string, string | null>>,
): Case {
  return {
    ...BASE,
    name,
    error: code,
    bytes: single(change),
    findings: [[code, `${SEARCH}/${element}`, line, null]],
  };
}

function list(
  name: string,
  reader: Reader,
  lines: readonly string[],
  values: Readonly<Record<string, string>>,
): Case {
  const body = ['<QualificationConfirmSearchInfo>', ...lines, '</QualificationConfirmSearchInfo>'];
  return { ...BASE, name, reader, bytes: utf8(file(message(SHORT_HEADER, body))), findings: [], values };
}

const HOME = [
  '<ConsentDateFrom>20260401</ConsentDateFrom>',
  '<ConsentDateTo>20260430</ConsentDateTo>',
  '<MedicalTreatmentFlag>2</MedicalTreatmentFlag>',
];

function singles(): Case[] {
  const nested = '<Digits>1</Digits><Digits>2</Digits>';
  return [
    wrong('birthdate-missing', 'element-missing', 'Birthdate', 9, { Birthdate: null }),
    wrong('number-blank', 'element-missing', 'InsuredIdentificationNumber', 9, {
      InsuredIdentificationNumber: ' ',
    }),
    wrong('birthdate-impossible', 'value-malformed', 'Birthdate', 14, { Birthdate: '19700230' }),
    wrong('insurer-malformed', 'identifier-malformed', 'InsurerNumber', 10, { InsurerNumber: 'ABC' }),
    wrong('branch-malformed', 'identifier-malformed', 'InsuredBranchNumber', 13, {
      InsuredBranchNumber: '123',
    }),
    wrong('symbol-too-long', 'text-too-long', 'InsuredCardSymbol', 11, {
      InsuredCardSymbol: '1'.repeat(10_001),
    }),
    wrong('symbol-nested', 'element-nested', 'InsuredCardSymbol', 11, { InsuredCardSymbol: nested }),
    {
      ...BASE,
      name: 'branch-twice',
      error: 'element-repeated',
      bytes: utf8(
        file(
          message(HEADER, person()).replace(
            '<Birthdate>',
            '<InsuredBranchNumber>02</InsuredBranchNumber><Birthdate>',
          ),
        ),
      ),
      findings: [['element-repeated', `${SEARCH}/InsuredBranchNumber`, 14, null]],
    },
    {
      ...BASE,
      name: 'facility-malformed',
      error: 'identifier-malformed',
      bytes: utf8(file(message(HEADER, person()).replace(FACILITY, '123'))),
      findings: [['identifier-malformed', 'MessageHeader/MedicalInstitutionCode', 5, null]],
    },
    {
      ...BASE,
      name: 'numbers-in-other-writing',
      bytes: single({
        InsurerNumber: '６９９９９０６',
        InsuredCardSymbol: '１２・34',
        InsuredBranchNumber: '１',
      }),
      findings: [],
      values: {
        'body.search.insurerNumber': '６９９９９０６',
        'body.search.insuredCardSymbol': '１２・34',
        'body.search.insuredBranchNumber': '１',
      },
    },
    {
      ...BASE,
      name: 'elements-unknown',
      bytes: utf8(
        file(
          message(
            [...HEADER, '<Station>受付1</Station>'],
            [...person(), '<Vendor><Name>試験</Name><Version>2</Version></Vendor>', 'stray'],
          ),
        ),
      ),
      findings: [
        ['element-unknown', 'MessageHeader/Station', 7, null],
        ['text-stray', 'MessageBody', 9, null],
        ['element-unknown', 'MessageBody/Vendor/Name', 18, null],
        ['element-unknown', 'MessageBody/Vendor/Version', 18, null],
      ],
    },
    {
      ...BASE,
      name: 'codes-unknown',
      bytes: single({ LimitApplicationCertificateRelatedConsFlg: '8' }),
      findings: [['code-unknown', `${SEARCH}/LimitApplicationCertificateRelatedConsFlg`, 15, null]],
      values: { 'body.search.limitApplicationCertificateRelatedConsFlg': '8' },
    },
    {
      ...BASE,
      name: 'date-with-time',
      bytes: single({ Birthdate: '19700101000000' }),
      findings: [['date-with-time', `${SEARCH}/Birthdate`, 14, null]],
      values: { 'body.search.birthdate': '1970-01-01' },
    },
  ];
}

function lists(): Case[] {
  const body = (lines: readonly string[]) =>
    utf8(
      file(
        message(SHORT_HEADER, [
          '<QualificationConfirmSearchInfo>',
          ...lines,
          '</QualificationConfirmSearchInfo>',
        ]),
      ),
    );
  return [
    list('list-home-visit', 'home-visit-list', HOME, { 'body.search.consentDateTo': '2026-04-30' }),
    list(
      'list-online',
      'online-list',
      [
        '<ExaminationDateFrom>20260401</ExaminationDateFrom>',
        '<MedicalTreatmentFlag>3</MedicalTreatmentFlag>',
      ],
      { 'body.search.examinationDateFrom': '2026-04-01' },
    ),
    list(
      'list-public-assistance',
      'public-assistance-list',
      ['<MedicalTreatmentMonth>202604</MedicalTreatmentMonth>'],
      { 'body.search.medicalTreatmentMonth': '2026-04' },
    ),
    {
      ...BASE,
      name: 'list-of-another-kind',
      reader: 'online-list',
      error: 'list-period',
      bytes: body(HOME),
      findings: [['list-period', SEARCH, null, null]],
    },
    {
      ...BASE,
      name: 'list-without-period',
      reader: 'home-visit-list',
      error: 'list-period',
      bytes: body(HOME.slice(2)),
      findings: [['list-period', SEARCH, null, null]],
    },
    {
      ...BASE,
      name: 'list-period-reversed',
      reader: 'home-visit-list',
      error: 'period-order',
      bytes: body(['<ConsentDateFrom>20260402</ConsentDateFrom>', '<ConsentDateTo>20260401</ConsentDateTo>']),
      findings: [['period-order', `${SEARCH}/ConsentDateTo`, null, null]],
    },
    {
      ...BASE,
      name: 'fetch',
      reader: 'fetch-request',
      bytes: utf8(file(message(SHORT_HEADER, ['<ReceptionNumber>9990000001</ReceptionNumber>']))),
      findings: [],
      values: { 'body.receptionNumber': '9990000001' },
    },
    {
      ...BASE,
      name: 'registration',
      reader: 'registration-request',
      bytes: utf8(file(message(SHORT_HEADER, registration('P-1')))),
      findings: [],
      values: { 'body.registration.referenceNumber': 'P-1' },
    },
    {
      ...BASE,
      name: 'registration-bulk',
      reader: 'bulk-registration-request',
      bytes: utf8(file(message(SHORT_HEADER, [...registration('P-1'), ...registration('P-2')]))),
      findings: [],
      values: { 'registrations.length': 2, 'registrations.1.referenceNumber': 'P-2' },
    },
  ];
}

function registration(referenceNumber: string): string[] {
  const numbers = search({ Birthdate: null, LimitApplicationCertificateRelatedConsFlg: null });
  return [
    '<ReferenceNumberRegistrationInfo>',
    ...numbers,
    `<ReferenceNumber>${referenceNumber}</ReferenceNumber>`,
    '</ReferenceNumberRegistrationInfo>',
  ];
}

function bulks(): Case[] {
  const first = person({ ArbitraryIdentifier: 'A-1' });
  const last = person({ ArbitraryIdentifier: 'A-3' });
  const at = (element: string) => `MessageBody/QualificationConfirmSearchInfo[2]${element}`;
  const three = (second: readonly string[]) => file(message(HEADER, [...first, ...second, ...last]));
  const common = {
    section: '6',
    reader: 'bulk-request',
    error: null,
    encoding: 'utf-8',
    values: { 'persons.length': 2, 'persons.1.arbitraryIdentifier': 'A-3' },
  } as const;
  const [before = '', after = ''] = three(person({ InsuredCardSymbol: '@' })).split('@');
  return [
    {
      ...common,
      name: 'bulk-one-malformed',
      bytes: utf8(three(person({ InsurerNumber: '不明' }))),
      malformed: [2],
      findings: [['identifier-malformed', at('/InsurerNumber'), 19, 2]],
    },
    {
      ...common,
      name: 'bulk-one-undecodable',
      bytes: join(utf8(before), Uint8Array.of(0xff), utf8(after)),
      malformed: [2],
      findings: [['text-undecodable', at('/InsuredCardSymbol'), 20, 2]],
    },
    {
      ...common,
      name: 'bulk-one-empty',
      encoding: 'shift_jis',
      bytes: cp932(
        file(message(HEADER, [...first, '<QualificationConfirmSearchInfo/>', ...last]), 'Shift_JIS'),
      ),
      malformed: [2],
      findings: [
        'InsurerNumber',
        'InsuredIdentificationNumber',
        'Birthdate',
        'LimitApplicationCertificateRelatedConsFlg',
      ].map((name) => ['element-missing', at(`/${name}`), 18, 2] as const),
    },
    {
      ...common,
      name: 'bulk-in-a-list',
      bytes: utf8(file(message(HEADER, ['<SearchList>', ...first, ...last, '</SearchList>']))),
      findings: [['wrapper-unknown', 'MessageBody/SearchList', 9, null]],
    },
    {
      ...common,
      name: 'bulk-nobody',
      values: {},
      error: 'persons-missing',
      bytes: utf8(file(message(HEADER, []))),
      findings: [['persons-missing', 'MessageBody', null, null]],
    },
  ];
}

function views(): Case[] {
  const header = [
    `<MedicalInstitutionCode>${FACILITY}</MedicalInstitutionCode>`,
    `<InsurerNumber>${INSURER}</InsurerNumber>`,
    '<InsuranceCardSymbol>試験－０１</InsuranceCardSymbol>',
    '<InsuredPersonIdentificationNumber>９９９０１</InsuredPersonIdentificationNumber>',
    '<BranchNumber>01</BranchNumber>',
  ];
  const common = { section: '9.1', error: null, encoding: 'utf-8' } as const;
  const drugs = [
    '<StartDate>202501</StartDate>',
    '<EndDate>202604</EndDate>',
    '<FileCategory>2</FileCategory>',
    '<PrDiInfClassification>1</PrDiInfClassification>',
    '<MedicalTreatmentFlag>1</MedicalTreatmentFlag>',
  ];
  return [
    {
      ...common,
      name: 'drugs',
      reader: 'drug-view-request',
      bytes: utf8(file(message(header, drugs))),
      findings: [],
      values: { 'header.insuranceCardSymbol': '試験－０１', 'body.endDate': '2026-04' },
    },
    {
      ...common,
      name: 'drugs-and-treatments',
      reader: 'drug-view-request',
      bytes: utf8(file(message(header, ['<FileCategory>4</FileCategory>']))),
      findings: [['code-unverified', 'MessageBody/FileCategory', 11, null]],
    },
    {
      ...common,
      name: 'drugs-names-of-section-6',
      reader: 'drug-view-request',
      bytes: utf8(
        file(
          message(header, drugs)
            .replaceAll('InsuranceCardSymbol', 'InsuredCardSymbol')
            .replaceAll('<BranchNumber>', '<InsuredBranchNumber>')
            .replaceAll('</BranchNumber>', '</InsuredBranchNumber>'),
        ),
      ),
      findings: [
        ['element-alias', 'MessageHeader/InsuredCardSymbol', 6, null],
        ['element-alias', 'MessageHeader/InsuredBranchNumber', 8, null],
      ],
      values: { 'header.branchNumber': '01' },
    },
    {
      ...common,
      name: 'drugs-period-reversed',
      reader: 'drug-view-request',
      error: 'period-order',
      bytes: utf8(file(message(header, drugs).replace('202501', '202605'))),
      findings: [['period-order', 'MessageBody/EndDate', null, null]],
    },
    {
      ...common,
      name: 'checkups',
      reader: 'checkup-view-request',
      bytes: cp932(file(message(header, ['<FileCategory>2</FileCategory>']), 'Shift_JIS')),
      encoding: 'shift_jis',
      findings: [],
      values: { 'body.fileCategory': '2' },
    },
  ];
}

/** Requests of all kinds. */
export function requests(): Case[] {
  return [...singles(), ...lists(), ...bulks(), ...views()];
}
