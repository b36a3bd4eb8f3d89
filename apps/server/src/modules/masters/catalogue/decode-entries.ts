import { classifyAct } from '../model/classification/classify-act.ts';
import { isPseudoDrug } from '../model/classification/non-acts.ts';
import type { DigitPosition, EntryOf, MasterKind } from '../model/entries.ts';
import type { Columns } from './columns.ts';
import type { ColumnOf } from './sql.ts';

/** Makes the function that gives the entry of a row. */
type Decoder<Kind extends MasterKind> = (columns: Columns<ColumnOf<Kind>>) => (row: number) => EntryOf[Kind];

const decodeActs: Decoder<'act'> = (columns) => {
  const code = columns.text('code');
  const validFrom = columns.shared('changed_on');
  const validUntil = columns.shared('usable_until');
  const name = columns.optional('name');
  const shortName = columns.optional('short_name');
  const unitCode = columns.shared('unit_code');
  const unit = columns.shared('unit');
  const pointKind = columns.integer('point_kind');
  const inOut = columns.integer('in_out');
  const aggregationOut = columns.integer('aggregation_out');
  const aggregationIn = columns.integer('aggregation_in');
  const hospital = columns.integer('hospital');
  const donor = columns.integer('donor');
  const recordingKind = columns.integer('recording_kind');
  const tariffKind = columns.integer('tariff_kind');
  const shortStay = columns.integer('short_stay');
  const specimen = columns.integer('specimen');
  const letter = columns.shared('letter');
  const section = columns.integer('section');
  const branch = columns.integer('branch');
  const item = columns.integer('item');
  return (row) => {
    const decisive = {
      code: code(row),
      letter: letter(row) ?? '',
      section: section(row),
      branch: branch(row),
      pointKind: pointKind(row),
      recordingKind: recordingKind(row),
      tariffKind: tariffKind(row),
      isSpecimen: specimen(row) === 1,
    };
    return {
      code: decisive.code,
      validFrom: validFrom(row),
      validUntil: validUntil(row),
      name: name(row) ?? shortName(row) ?? decisive.code,
      shortName: shortName(row) ?? name(row) ?? decisive.code,
      unitCode: unitCode(row),
      unit: unit(row),
      pointKind: decisive.pointKind,
      inOut: inOut(row),
      aggregationOut: aggregationOut(row),
      aggregationIn: aggregationIn(row),
      hospital: hospital(row),
      donor: donor(row),
      recordingKind: decisive.recordingKind,
      tariffKind: decisive.tariffKind,
      shortStay: shortStay(row),
      isSpecimen: decisive.isSpecimen,
      letter: decisive.letter,
      section: decisive.section,
      branch: decisive.branch,
      item: item(row),
      classification: classifyAct(decisive),
    };
  };
};

const decodeDrugs: Decoder<'drug'> = (columns) => {
  const code = columns.text('code');
  const validFrom = columns.shared('changed_on');
  const validUntil = columns.shared('usable_until');
  const name = columns.text('name');
  const unitCode = columns.shared('unit_code');
  const unit = columns.shared('unit');
  const priceKind = columns.integer('price_kind');
  const controlledKind = columns.integer('controlled_kind');
  const generic = columns.integer('generic');
  const contrastKind = columns.integer('contrast_kind');
  const brandOf = columns.optional('brand_of');
  const dosageForm = columns.integer('dosage_form');
  const priceListCode = columns.optional('price_list_code');
  const generalNameCode = columns.shared('general_name_code');
  const generalName = columns.shared('general_name');
  return (row) => ({
    code: code(row),
    validFrom: validFrom(row),
    validUntil: validUntil(row),
    name: name(row),
    unitCode: unitCode(row),
    unit: unit(row),
    priceKind: priceKind(row),
    controlledKind: controlledKind(row),
    isGeneric: generic(row) === 1,
    contrastKind: contrastKind(row),
    brandOf: brandOf(row),
    dosageForm: dosageForm(row),
    priceListCode: priceListCode(row),
    therapeuticClass: priceListCode(row)?.slice(0, 4) ?? null,
    generalNameCode: generalNameCode(row),
    generalName: generalName(row),
    isPseudoDrug: isPseudoDrug({ code: code(row), priceKind: priceKind(row) }),
  });
};

const decodeMaterials: Decoder<'material'> = (columns) => {
  const code = columns.text('code');
  const validFrom = columns.shared('changed_on');
  const validUntil = columns.shared('usable_until');
  const name = columns.optional('name');
  const shortName = columns.optional('short_name');
  const unitCode = columns.shared('unit_code');
  const unit = columns.shared('unit');
  const priceKind = columns.integer('price_kind');
  return (row) => ({
    code: code(row),
    validFrom: validFrom(row),
    validUntil: validUntil(row),
    name: name(row) ?? shortName(row) ?? code(row),
    unitCode: unitCode(row),
    unit: unit(row),
    priceKind: priceKind(row),
  });
};

const decodeDiseases: Decoder<'disease'> = (columns) => {
  const code = columns.text('code');
  const validFrom = columns.shared('changed_on');
  const validUntil = columns.shared('usable_until');
  const name = columns.text('name');
  const icd10 = columns.shared('icd10');
  const icd10Second = columns.shared('icd10_second');
  const exchangeCode = columns.optional('exchange_code');
  const managementNumber = columns.optional('management_number');
  const successor = columns.optional('successor');
  return (row) => ({
    code: code(row),
    validFrom: validFrom(row),
    validUntil: validUntil(row),
    name: name(row),
    icd10: icd10(row),
    icd10Second: icd10Second(row),
    exchangeCode: exchangeCode(row),
    managementNumber: managementNumber(row),
    successor: successor(row) === code(row) ? null : successor(row),
  });
};

const noDigits: readonly DigitPosition[] = Object.freeze([]);

const decodeComments: Decoder<'comment'> = (columns) => {
  const code = columns.text('code');
  const validFrom = columns.shared('changed_on');
  const validUntil = columns.shared('usable_until');
  const pattern = columns.shared('pattern');
  const body = columns.text('body');
  const places = [
    { position: columns.integer('position_1'), digits: columns.integer('digits_1') },
    { position: columns.integer('position_2'), digits: columns.integer('digits_2') },
    { position: columns.integer('position_3'), digits: columns.integer('digits_3') },
    { position: columns.integer('position_4'), digits: columns.integer('digits_4') },
  ];
  return (row) => {
    const digitPositions = places
      .filter(({ digits }) => digits(row) > 0)
      .map(({ position, digits }) => ({ position: position(row), digits: digits(row) }));
    return {
      code: code(row),
      validFrom: validFrom(row),
      validUntil: validUntil(row),
      pattern: pattern(row) ?? '',
      text: body(row),
      digitPositions: digitPositions.length === 0 ? noDigits : digitPositions,
    };
  };
};

const decodeModifiers: Decoder<'modifier'> = (columns) => {
  const code = columns.text('code');
  const validFrom = columns.shared('changed_on');
  const validUntil = columns.shared('usable_until');
  const name = columns.text('name');
  const category = columns.shared('category');
  const exchangeCode = columns.optional('exchange_code');
  const managementNumber = columns.optional('management_number');
  return (row) => ({
    code: code(row),
    validFrom: validFrom(row),
    validUntil: validUntil(row),
    name: name(row),
    place: code(row).startsWith('8') ? 'suffix' : 'prefix',
    category: category(row),
    exchangeCode: exchangeCode(row),
    managementNumber: managementNumber(row),
  });
};

export const decoders: { readonly [Kind in MasterKind]: Decoder<Kind> } = {
  act: decodeActs,
  drug: decodeDrugs,
  material: decodeMaterials,
  disease: decodeDiseases,
  comment: decodeComments,
  modifier: decodeModifiers,
};
