import { type Case, cp932, FACILITY, file, message, utf8 } from './case.ts';

const DRUGS = [
  ...month(
    '',
    {
      month: 'MeTrMonth',
      where: ['MeTrDiHCd', 'MeTrDiHNm'],
      list: ['MeTrMonthInf', 'DiDateInfs', 'DiDateInf', 'DrugInfs', 'DrugInf'],
      dates: ['DiDate', 'PrDate'],
    },
    '<MeTrInfs><MeTrInf><SinInfCd>199999910</SinInfCd><SinInfN>試験診療</SinInfN><Qua1>1</Qua1></MeTrInf></MeTrInfs>',
  ),
  '<CzDiInf>',
  ...month('Cz', {
    month: 'CzDiMonth',
    where: ['CzMeTrDiHCd', 'CzMeTrDiHNm'],
    list: ['CzDiMonthInf', 'CzDiDateInfs', 'CzDiDateInf', 'CzDrugInfs', 'CzDrugInf'],
    dates: ['CzDiDate', 'CzPrDate'],
  }),
  '</CzDiInf>',
  '<ShPrInf>',
  ...month('Sh', {
    month: 'ShPrMonth',
    where: ['ShMeTrDiHCd', 'ShMeTrDiHNm'],
    list: ['ShPrMonthInf', 'ShPrDateInfs', 'ShPrDateInf', 'ShDrugInfs', 'ShDrugInf'],
    dates: ['ShPrDate'],
  }),
  '</ShPrInf>',
];

interface MonthNames {
  readonly month: string;
  readonly where: readonly [string, string];
  readonly list: readonly [string, string, string, string, string];
  readonly dates: readonly string[];
}

function month(prefix: string, names: MonthNames, treatments = ''): string[] {
  const [item, groups, group, drugs, drug] = names.list;
  const dates = names.dates.map((name) => `<${name}>20260303</${name}>`).join('');
  const content = `<${prefix}DrugC>699999901</${prefix}DrugC><${prefix}DrugN>試験薬５ｍｇ</${prefix}DrugN><${prefix}Qua1>1.5</${prefix}Qua1><${prefix}Unit>錠</${prefix}Unit><${prefix}Times>14</${prefix}Times>`;
  return [
    `<${item}>`,
    `<${names.where[0]}>${FACILITY}</${names.where[0]}><${names.where[1]}>試験薬局</${names.where[1]}>`,
    `<${names.month}>202603</${names.month}>`,
    `<${groups}><${group}>${dates}<${drugs}><${drug}>${content}</${drug}></${drugs}>${treatments}</${group}></${groups}>`,
    `</${item}>`,
  ];
}

/** What is shown of a person. */
export function views(): Case[] {
  const patient = (name: string) => [
    '<ResultCode>1</ResultCode>',
    `<${name}><Name>試験　太郎</Name><KanaName>ｼｹﾝ ﾀﾛｳ</KanaName><Birth>19700101</Birth><AdmGendCode>1</AdmGendCode></${name}>`,
  ];
  const read = Object.fromEntries(
    ['claims', 'dispensing', 'prescription'].flatMap((source) => [
      [`body.${source}.0.dispensingInstitutionName`, '試験薬局'],
      [`body.${source}.0.month`, '2026-03'],
      [`body.${source}.0.dates.0.prescribedOn`, '2026-03-03'],
      [`body.${source}.0.dates.0.drugs.0.quantity`, '1.5'],
    ]),
  );
  const common = { section: '9.2', reader: 'drug-view-response', encoding: 'utf-8', error: null } as const;
  const checkup = [
    '<SpecificHealthCheckupInfo>',
    '<EffectiveTime>20250601</EffectiveTime>',
    '<HealthCheckupResultAndQuestionInfos>',
    '<HealthCheckupResultAndQuestionInfo><ItemCode>9N001000000000001</ItemCode><ItemName>身長</ItemName><DataValue>170.1</DataValue><Unit>cm</Unit></HealthCheckupResultAndQuestionInfo>',
    '</HealthCheckupResultAndQuestionInfos>',
    '</SpecificHealthCheckupInfo>',
  ];
  return [
    {
      ...common,
      name: 'drugs-three-sources',
      bytes: utf8(file(message(patient('QuaInf'), DRUGS))),
      findings: [],
      values: {
        ...read,
        'header.resultCode': '1',
        'header.patient.name': '試験　太郎',
        'body.claims.0.dates.0.treatments.0.treatmentName': '試験診療',
        'body.claims.0.dates.0.dispensedOn': '2026-03-03',
      },
    },
    {
      ...common,
      name: 'drugs-shift-jis',
      encoding: 'shift_jis',
      bytes: cp932(file(message(patient('QuaInf'), DRUGS), 'Shift_JIS')),
      findings: [],
      values: read,
    },
    {
      ...common,
      name: 'drugs-refused',
      bytes: utf8(
        file(
          message([], ['<ResultCode>2</ResultCode>', '<MessageContents>同意がありません</MessageContents>']),
        ),
      ),
      findings: [
        ['element-moved', 'MessageBody/ResultCode', 6, null],
        ['element-moved', 'MessageBody/MessageContents', 7, null],
        ['code-unknown', 'MessageHeader/ResultCode', 6, null],
      ],
      values: { 'header.resultCode': '2', 'header.messageContents': '同意がありません' },
    },
    {
      ...common,
      name: 'checkups',
      reader: 'checkup-view-response',
      bytes: utf8(file(message(patient('QualificationsInfo'), checkup))),
      findings: [],
      values: { 'body.checkups.0.effectiveTime': '2025-06-01', 'body.checkups.0.items.0.dataValue': '170.1' },
    },
  ];
}
