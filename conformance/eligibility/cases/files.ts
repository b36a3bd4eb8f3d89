import { type Case, cp932, file, HEADER, join, message, person, REQUEST, utf8 } from './case.ts';

const BASE = { section: '6', reader: 'eligibility-request', encoding: 'utf-8', error: null } as const;
const SEARCH = 'MessageBody/QualificationConfirmSearchInfo';
const READ = {
  'header.qualificationConfirmationDate': '2026-04-01',
  'body.search.insuredCardSymbol': '試験－０１',
  'body.search.birthdate': '1970-01-01',
};

function refusal(
  name: string,
  error: string,
  bytes: Uint8Array,
  line: number | null = 1,
  read = false,
): Case {
  return {
    ...BASE,
    name,
    error,
    bytes,
    encoding: read ? 'utf-8' : null,
    findings: [[error, '', line, null]],
  };
}

const LAUGHS = [
  '<!DOCTYPE lolz [',
  '<!ENTITY lol "lol">',
  ...Array.from({ length: 9 }, (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i === 0 ? '' : i};`.repeat(10)}">`),
  ']>',
  message(HEADER, person({ InsuredCardSymbol: '&lol9;' })),
].join('\n');

const EXTERNAL = [
  '<!-- a comment before it -->',
  '<!DOCTYPE XmlMsg [<!ENTITY secret SYSTEM "file:///etc/hostname">]>',
  message(HEADER, person({ InsuredCardSymbol: '&secret;' })),
].join('\n');

/** Encodings, XML declaration, hostile and broken files. */
export function files(): Case[] {
  const text = file(REQUEST);
  const deep = `${'<A>'.repeat(30)}${'</A>'.repeat(30)}`;
  return [
    { ...BASE, name: 'request-utf-8', bytes: utf8(text), findings: [], values: READ },
    {
      ...BASE,
      name: 'request-shift-jis',
      bytes: cp932(file(message(HEADER, person({ ArbitraryIdentifier: '髙﨑①' })), 'Shift_JIS')),
      encoding: 'shift_jis',
      findings: [],
      values: { ...READ, 'body.search.arbitraryIdentifier': '髙﨑①' },
    },
    {
      ...BASE,
      name: 'request-windows-31j',
      bytes: cp932(file(REQUEST, 'Windows-31J')),
      encoding: 'shift_jis',
      findings: [],
      values: READ,
    },
    {
      ...BASE,
      name: 'bom',
      bytes: join(Uint8Array.of(0xef, 0xbb, 0xbf), utf8(text)),
      findings: [['bom', '', 1, null]],
      values: READ,
    },
    {
      ...BASE,
      name: 'line-end-crlf',
      bytes: utf8(text.replaceAll('\n', '\r\n')),
      findings: [['line-end-cr', '', null, null]],
      values: READ,
    },
    {
      ...BASE,
      name: 'declaration-absent',
      bytes: utf8(REQUEST),
      findings: [['declaration-absent', '', 1, null]],
      values: READ,
    },
    {
      ...BASE,
      name: 'encoding-not-declared',
      bytes: utf8(`<?xml version="1.0"?>\n${REQUEST}`),
      findings: [['encoding-not-declared', '', 1, null]],
      values: READ,
    },
    refusal('declaration-not-first', 'declaration-not-first', utf8(`\n${text}`)),
    refusal('declaration-missing', 'declaration-missing', cp932(REQUEST)),
    refusal('declaration-malformed', 'declaration-malformed', utf8(`<?xml encoding="UTF-8"?>\n${REQUEST}`)),
    refusal('encoding-unsupported-euc', 'encoding-unsupported', utf8(file(REQUEST, 'EUC-JP'))),
    refusal(
      'encoding-unsupported-utf-16',
      'encoding-unsupported',
      join(Uint8Array.of(0xff, 0xfe), Uint8Array.from(Buffer.from(text, 'utf16le'))),
    ),
    refusal(
      'encoding-contradictory-bom',
      'encoding-contradictory',
      join(Uint8Array.of(0xef, 0xbb, 0xbf), utf8(file(REQUEST, 'Shift_JIS'))),
    ),
    refusal('encoding-contradictory-utf-8', 'encoding-contradictory', cp932(text)),
    refusal('encoding-contradictory-shift-jis', 'encoding-contradictory', utf8(file(REQUEST, 'Shift_JIS'))),
    refusal(
      'encoding-contradictory-by-chance',
      'encoding-contradictory',
      utf8(
        file(
          message(HEADER, person({ InsuredCardSymbol: 'ぱ', InsuredIdentificationNumber: '1' })),
          'Shift_JIS',
        ),
      ),
    ),
    refusal(
      'bytes-undecodable',
      'bytes-undecodable',
      join(utf8(text.slice(0, 60)), Uint8Array.of(0xff, 0x82, 0x20), utf8(text.slice(60))),
    ),
    refusal('doctype-entities', 'doctype-refused', utf8(file(LAUGHS)), 2, true),
    refusal('doctype-external', 'doctype-refused', utf8(file(EXTERNAL)), 3, true),
    refusal('truncated', 'xml-ill-formed', utf8(text.slice(0, text.indexOf('<Birthdate>') + 15)), 14, true),
    refusal('empty', 'xml-ill-formed', utf8(file('')), 2, true),
    refusal(
      'entity-undefined',
      'xml-ill-formed',
      utf8(file(message(HEADER, person({ InsuredCardSymbol: '&who;' })))),
      11,
      true,
    ),
    refusal(
      'character-forbidden',
      'xml-ill-formed',
      utf8(file(message(HEADER, person({ InsuredCardSymbol: '\u0001' })))),
      11,
      true,
    ),
    {
      ...refusal(
        'character-forbidden-1c',
        'xml-ill-formed',
        cp932(file(message(HEADER, person({ InsuredCardSymbol: '\u001c' })), 'Shift_JIS')),
        11,
      ),
      encoding: 'shift_jis',
    },
    refusal(
      'processing-instruction',
      'xml-node-unsupported',
      utf8(file(message(HEADER, ['<?run it?>', ...person()]))),
      8,
      true,
    ),
    refusal('too-deep', 'xml-too-deep', utf8(file(message(HEADER, [deep]))), 9, true),
    refusal(
      'too-deep-for-the-parser',
      'xml-too-deep',
      utf8(
        file(
          message(HEADER, [
            deep.repeat(1).replaceAll('<A>', '<A>'.repeat(20)).replaceAll('</A>', '</A>'.repeat(20)),
          ]),
        ),
      ),
      9,
      true,
    ),
    refusal(
      'root-unexpected',
      'root-unexpected',
      utf8(file(REQUEST.replaceAll('XmlMsg', 'Message'))),
      2,
      true,
    ),
    {
      ...refusal(
        'body-missing',
        'element-missing',
        utf8(file(REQUEST.replaceAll('MessageBody', 'Content'))),
        2,
        true,
      ),
      findings: [
        ...[
          'InsurerNumber',
          'InsuredCardSymbol',
          'InsuredIdentificationNumber',
          'InsuredBranchNumber',
          'Birthdate',
          'LimitApplicationCertificateRelatedConsFlg',
        ].map(
          (name, i) =>
            ['element-unknown', `Content/QualificationConfirmSearchInfo/${name}`, 10 + i, null] as const,
        ),
        ['element-missing', 'MessageBody', 2, null],
      ],
    },
    {
      ...BASE,
      name: 'prefix-and-comment',
      bytes: utf8(
        file(
          REQUEST.replace('<XmlMsg>', '<q:XmlMsg xmlns:q="urn:example:oqs" xmlns="urn:example:other">')
            .replace('</XmlMsg>', '</q:XmlMsg>')
            .replace('試験－０１', '<!-- 記号 --><![CDATA[試験－０１]]>'),
        ),
      ),
      findings: [],
      values: READ,
    },
    {
      ...BASE,
      name: 'order-free',
      bytes: utf8(
        file(
          message([...HEADER].reverse(), [
            '<QualificationConfirmSearchInfo>',
            ...person().slice(1, -1).reverse(),
            '</QualificationConfirmSearchInfo>',
          ]),
        ),
      ),
      findings: [],
      values: READ,
    },
    {
      ...BASE,
      name: 'element-alias',
      bytes: utf8(
        file(
          REQUEST.replaceAll('InsuredCardSymbol', 'InsuranceCardSymbol').replaceAll(
            'InsuredBranchNumber',
            'BranchNumber',
          ),
        ),
      ),
      findings: [
        ['element-alias', `${SEARCH}/InsuranceCardSymbol`, 11, null],
        ['element-alias', `${SEARCH}/BranchNumber`, 13, null],
      ],
      values: READ,
    },
  ];
}
