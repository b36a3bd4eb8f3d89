import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDefinitions, readExamples } from '../../node/index.ts';
import { parseJson } from '../json/parse-json.ts';
import { printJson } from '../json/print-json.ts';
import { FhirSyntaxError } from '../json/syntax-error.ts';
import { fromXml } from './read-xml.ts';
import { toXml } from './write-xml.ts';

const SHARED = fileURLToPath(new URL('../../../../../shared/data/fhir/', import.meta.url));
const hasShared = existsSync(SHARED);
const definitions = await loadDefinitions([]);

const NS = 'xmlns="http://hl7.org/fhir"';
const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';

function refusal(text: string, options = {}): { code: string; line: number | null } | null {
  try {
    fromXml(definitions, text, options);
    return null;
  } catch (error) {
    if (!(error instanceof FhirSyntaxError)) throw error;
    return { code: error.code, line: error.line };
  }
}

function refusalToWrite(resource: unknown): string | null {
  try {
    toXml(definitions, resource);
    return null;
  } catch (error) {
    if (!(error instanceof FhirSyntaxError)) throw error;
    return error.code;
  }
}

describe('toXml', () => {
  it('writes elements in the order of the definition', () => {
    const xml = toXml(definitions, {
      birthDate: '1960-04-01',
      name: [{ given: ['太郎'], family: '見本', id: 'n1' }],
      active: true,
      id: 'p1',
      resourceType: 'Patient',
    });
    expect(xml).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><Patient ${NS}><id value="p1"/><active value="true"/>` +
        '<name id="n1"><family value="見本"/><given value="太郎"/></name><birthDate value="1960-04-01"/></Patient>',
    );
  });

  it('writes extensions of primitives, choices, narrative, contained resources and digits', () => {
    const text = printJson({
      resourceType: 'Observation',
      text: { status: 'generated', div: `<div ${XHTML}>a &lt; b<br/>\r\n</div>` },
      contained: [{ resourceType: 'Device', id: 'd' }],
      _status: { extension: [{ url: 'urn:e', valueCode: 'unknown' }] },
      code: { text: 'x' },
      valueQuantity: { value: '@' },
    }).replace('"@"', '1.10');
    const xml = toXml(definitions, parseJson(text));
    expect(xml).toContain(`<text><status value="generated"/><div ${XHTML}>a &lt; b<br/>\r\n</div></text>`);
    expect(xml).toContain('<contained><Device><id value="d"/></Device></contained>');
    expect(xml).toContain('<status><extension url="urn:e"><valueCode value="unknown"/></extension></status>');
    expect(xml).toContain('<valueQuantity><value value="1.10"/></valueQuantity>');
    expect(printJson(fromXml(definitions, xml))).toBe(text);
  });

  it.each([
    ['an unknown element', { resourceType: 'Patient', nickname: 'x' }, 'xml-element-unknown'],
    ['an unknown type', { resourceType: 'Pateint' }, 'xml-element-unknown'],
    ['no resource', [], 'xml-value'],
    ['an object for a primitive', { resourceType: 'Patient', birthDate: {} }, 'xml-value'],
    ['a character that XML has not', { resourceType: 'Patient', id: 'a\u0001' }, 'xml-value'],
    ['half a pair', { resourceType: 'Patient', id: '\ud800' }, 'xml-value'],
    ['null alone', { resourceType: 'Patient', name: [{ given: [null] }] }, 'xml-value'],
    [
      'narrative that leaves its place',
      {
        resourceType: 'Patient',
        text: { status: 'generated', div: '<div></div></text><active value="true"/><text>' },
      },
      'xml-narrative',
    ],
    [
      'narrative with an entity',
      { resourceType: 'Patient', text: { div: '<div>&nbsp;</div>' } },
      'xml-narrative',
    ],
    ['narrative that is no div', { resourceType: 'Patient', text: { div: '<p>x</p>' } }, 'xml-narrative'],
  ])('refuses %s', (_what, resource, code) => {
    expect(refusalToWrite(resource)).toBe(code);
  });
});

describe('fromXml', () => {
  it('takes elements in any order, with any prefix, comments and a byte order mark', () => {
    const xml = `\ufeff<?xml version="1.0"?><!-- c --><f:Patient xmlns:f="http://hl7.org/fhir">
      <f:birthDate value="1960-04-01"/><f:name><f:given value="a&amp;b"/><f:given value="c"/></f:name><f:id value="p"/>
      <f:multipleBirthInteger value="2"/></f:Patient>`;
    expect(fromXml(definitions, xml)).toEqual({
      resourceType: 'Patient',
      birthDate: '1960-04-01',
      name: [{ given: ['a&b', 'c'] }],
      id: 'p',
      multipleBirthInteger: 2,
    });
  });

  it('pairs values with their extensions', () => {
    const xml = `<Patient ${NS}><name><given value="a"/><given id="g"/><given id="h" value="c"/></name></Patient>`;
    const resource = {
      resourceType: 'Patient',
      name: [{ given: ['a', null, 'c'], _given: [null, { id: 'g' }, { id: 'h' }] }],
    };
    expect(fromXml(definitions, xml)).toEqual(resource);
    expect(toXml(definitions, resource)).toContain(
      '<given value="a"/><given id="g"/><given id="h" value="c"/>',
    );
  });

  it('gives narrative as it stands, with its namespace', () => {
    const div = `<div>\r\n <p title="𠮷&quot;">野<!-- x --></p> </div>`;
    const xml = `<Patient ${NS}>\r\n<text>\r\n<status value="generated"/>${div.replace('<div', `<div ${XHTML}`)}</text></Patient>`;
    expect(fromXml(definitions, xml)).toEqual({
      resourceType: 'Patient',
      text: { status: 'generated', div: div.replace('<div', `<div ${XHTML}`) },
    });
    const inherited = `<f:Patient xmlns:f="http://hl7.org/fhir" ${XHTML}><f:text><div>𠮷</div></f:text></f:Patient>`;
    expect(fromXml(definitions, inherited)).toMatchObject({ text: { div: `<div ${XHTML}>𠮷</div>` } });
  });

  it.each([
    ['a DTD', `<!DOCTYPE Patient [<!ENTITY e "x">]>\n<Patient ${NS}/>`, 'xml-doctype', 1],
    ['an entity', `<Patient ${NS}>\n<id value="&e;"/></Patient>`, 'xml-syntax', 2],
    ['no namespace', '<Patient/>', 'xml-namespace', 1],
    ['another namespace', '<Patient xmlns="urn:hl7-org:v3"/>', 'xml-namespace', 1],
    ['an unknown type', `<Pateint ${NS}/>`, 'xml-element-unknown', 1],
    ['an abstract type', `<Resource ${NS}/>`, 'xml-element-unknown', 1],
    ['a data type', `<HumanName ${NS}/>`, 'xml-element-unknown', 1],
    ['an unknown element', `<Patient ${NS}>\n\n<nick value="x"/></Patient>`, 'xml-element-unknown', 3],
    [
      'a choice without its type',
      `<Patient ${NS}><deceased value="true"/></Patient>`,
      'xml-element-unknown',
      1,
    ],
    [
      'an attribute as element',
      `<Patient ${NS}><name><id value="x"/></name></Patient>`,
      'xml-element-unknown',
      1,
    ],
    ['an unknown attribute', `<Patient ${NS}><id valeu="x"/></Patient>`, 'xml-attribute-unknown', 1],
    ['an attribute of a resource', `<Patient ${NS} id="x"/>`, 'xml-attribute-unknown', 1],
    ['text', `<Patient ${NS}>x</Patient>`, 'xml-text', 1],
    [
      'two values for one',
      `<Patient ${NS}><id value="a"/>\n<id value="b"/></Patient>`,
      'xml-element-repeated',
      2,
    ],
    ['an empty primitive', `<Patient ${NS}><id/></Patient>`, 'xml-value', 1],
    ['no boolean', `<Patient ${NS}><active value="1"/></Patient>`, 'xml-value', 1],
    ['no number', `<Patient ${NS}><multipleBirthInteger value="+1"/></Patient>`, 'xml-value', 1],
    ['an unclosed element', `<Patient ${NS}><id value="a"/>`, 'xml-syntax', 1],
    ['nothing', '', 'xml-syntax', 1],
    ['an empty place of a resource', `<Patient ${NS}><contained/></Patient>`, 'xml-value', 1],
    [
      'two resources in one place',
      `<Patient ${NS}><contained><Device/><Device/></contained></Patient>`,
      'xml-element-repeated',
      1,
    ],
    ['narrative of no namespace', `<Patient ${NS}><text><div>x</div></text></Patient>`, 'xml-namespace', 1],
    [
      'elements of FHIR in narrative',
      `<Patient ${NS}><text><div ${XHTML}><id ${NS} value="x"/></div></text></Patient>`,
      'xml-namespace',
      1,
    ],
  ])('refuses %s', (_what, xml, code, line) => {
    expect(refusal(xml)).toEqual({ code, line });
  });

  it('stops at its limits', () => {
    const nested = (levels: number) =>
      `<Patient ${NS}>${'<extension url="a">'.repeat(levels)}${'</extension>'.repeat(levels)}</Patient>`;
    expect(refusal(nested(9), { maxDepth: 10 })).toBeNull();
    expect(refusal(nested(10), { maxDepth: 10 })?.code).toBe('xml-too-deep');
    expect(refusal(nested(9), { maxElements: 9 })?.code).toBe('xml-too-many-elements');
    const div = `<Patient ${NS}><text><div ${XHTML}>${'<p>'.repeat(200)}`;
    expect(refusal(div)?.code).toBe('xml-too-deep');
  });

  it('refuses broken XML with a problem, whatever is broken', () => {
    const whole = toXml(definitions, EVERYTHING);
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), fc.string({ unit: 'binary', maxLength: 3 }), (at, put) => {
        refusal(whole.slice(0, at) + put + whole.slice(at + 1));
      }),
    );
  });
});

const EVERYTHING = {
  resourceType: 'Bundle',
  type: 'collection',
  timestamp: '2026-04-01T00:00:00+09:00',
  entry: [
    {
      fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000001',
      resource: {
        resourceType: 'Patient',
        id: 'p',
        text: { status: 'generated', div: `<div ${XHTML}>山田</div>` },
        active: false,
        _birthDate: { extension: [{ url: 'urn:absent', valueCode: 'unknown' }] },
      },
    },
  ],
};

const text = fc.string({
  unit: fc.constantFrom('a', '<', '&', '"', '\n', '\t', ' ', '𠮷', '神\udb40\udd00', ']]>'),
});
const words = text.filter((value) => value !== '');
const extension = fc.record({ url: words, valueString: words });
const extra = fc.option(
  fc.record({ id: words, extension: fc.array(extension, { minLength: 1, maxLength: 2 }) }),
);

/** Patients with everything that makes a difference between JSON and XML. */
const patient = fc
  .record({
    id: words,
    active: fc.option(fc.boolean()),
    birthDate: words,
    birthExtra: extra,
    given: fc.array(fc.tuple(fc.option(words), extra), { maxLength: 3 }),
    amount: fc.constantFrom('1.10', '0', '-5', '1e3', '12345678901234567890.0'),
  })
  .map(({ id, active, birthDate, birthExtra, given, amount }) => {
    const pairs = given.filter(([value, more]) => value !== null || more !== null);
    const values = pairs.map(([value]) => value);
    const extras = pairs.map(([, more]) => more);
    return parseJson(
      JSON.stringify({
        resourceType: 'Patient',
        id,
        extension: [{ url: 'urn:amount', valueDecimal: '@' }],
        ...(active === null ? {} : { active }),
        name: [
          {
            text: 'x',
            ...(values.some((each) => each !== null) ? { given: values } : {}),
            ...(extras.some((each) => each !== null) ? { _given: extras } : {}),
          },
        ],
        birthDate,
        ...(birthExtra === null ? {} : { _birthDate: birthExtra }),
      }).replace('"@"', amount),
    );
  });

describe('there and back', () => {
  it('keeps invented resources', () => {
    fc.assert(
      fc.property(patient, (resource) => {
        expect(fromXml(definitions, toXml(definitions, resource))).toEqual(resource);
      }),
    );
    expect(fromXml(definitions, toXml(definitions, EVERYTHING))).toEqual(EVERYTHING);
  });

  it('keeps a Bundle of a thousand', () => {
    const one = EVERYTHING.entry[0];
    const bundle = { ...EVERYTHING, entry: Array.from({ length: 1000 }, () => one) };
    expect(fromXml(definitions, toXml(definitions, bundle))).toEqual(bundle);
  });

  for (const [file, count] of [
    ['jp-core-1.2.0-sushi.tgz', 76],
    ['jp-clins.r4-1.5.2-snap.tgz', 2],
    ['jp-eReferral.r4.tgz', 19],
    ['jp-eCheckupReport.r4.tgz', 10],
  ] as const) {
    it.skipIf(!hasShared)(
      `keeps the examples of ${file}${hasShared ? '' : ' (skipped: no shared data)'}`,
      async () => {
        const examples = await readExamples(SHARED + file);
        for (const { bytes, file: name } of examples) {
          const resource = parseJson(bytes.toString('utf8'));
          expect(fromXml(definitions, toXml(definitions, resource)), name).toEqual(resource);
        }
        expect(examples).toHaveLength(count);
      },
    );
  }
});
