import { describe, expect, test } from 'vitest';
import { actCategories, type ClassifiedColumns, classifyAct, surgerySubKinds } from './classify-act.ts';

/** `K780-2` → letter, section, branch of an ordinary basic act. */
function act(number: string, more: Partial<ClassifiedColumns> = {}): ClassifiedColumns {
  const [, letter = '', section, branch] = /^(.)(\d+)(?:-(\d+))?$/.exec(number) ?? [];
  return {
    code: '150000010',
    letter,
    section: Number(section),
    branch: Number(branch ?? 0),
    pointKind: 3,
    recordingKind: 1,
    tariffKind: 1,
    isSpecimen: false,
    ...more,
  };
}

const categoryOf = (number: string) => classifyAct(act(number)).category;
const subKindOf = (number: string, more: Partial<ClassifiedColumns> = {}) =>
  classifyAct(act(number, more)).subKind;

describe('categories (@spec claims.md §11)', () => {
  test.each([
    ['K282', 'surgery'],
    ['M001', 'radiotherapy'],
    ['E200', 'imaging'],
    ['N000', 'pathology'],
    ['B000', 'medical-management'],
    ['C100', 'home-care-guidance'],
    ['C121', 'home-care-guidance'],
    ['C102', 'home-care-guidance'],
    ['C102-2', 'home-care-guidance'],
    ['J038', 'haemodialysis'],
    ['J038-2', 'haemofiltration'],
    ['J042', 'peritoneal-dialysis'],
    ['A400', 'short-stay-surgery'],
  ])('%s is %s', (number, category) => {
    expect(categoryOf(number)).toBe(category);
  });

  test.each([
    'C099',
    'C122',
    'C150',
    'C000',
    'J038-3',
    'J037',
    'J039',
    'J040',
    'J041',
    'J041-2',
    'J043',
    'A399',
    'A401',
    'A000',
    'D026',
    'H000',
    'L008',
    'O100',
    '-000',
    '*000',
  ])('%s is none of the shown kinds', (number) => {
    expect(classifyAct(act(number))).toMatchObject({
      category: null,
      subKind: null,
      transplantGroup: null,
      harvest: false,
    });
  });

  test('every category and sub-kind has a Japanese and an English name', () => {
    expect(actCategories.map((category) => category.id)).toHaveLength(10);
    expect(surgerySubKinds.map((subKind) => subKind.id)).toHaveLength(8);
    for (const { ja, en } of [...actCategories, ...surgerySubKinds]) {
      expect(ja).toMatch(/[ぁ-ん一-龠ァ-ヶ]/);
      expect(en).toMatch(/^[A-Z][\x20-\x7e]+$/);
    }
  });
});

describe('kind (@spec claims.md §10.3, §11)', () => {
  test.each([
    [{ tariffKind: 1 }, 'basic'],
    [{ tariffKind: 3 }, 'combined'],
    [{ tariffKind: 7 }, 'add-on'],
    [{ tariffKind: 7, recordingKind: 1 }, 'add-on'],
    [{ tariffKind: 1, recordingKind: 7 }, 'basic'],
    [{ tariffKind: 1, recordingKind: 5 }, 'basic'],
    [{ tariffKind: 7, pointKind: 5 }, 'modifier'],
    [{ tariffKind: 1, pointKind: 6 }, 'modifier'],
    [{ tariffKind: 1, pointKind: 7 }, 'modifier'],
    [{ tariffKind: 3, pointKind: 8 }, 'modifier'],
    [{ tariffKind: 1, pointKind: 1 }, 'basic'],
    [{ tariffKind: 1, pointKind: 4 }, 'basic'],
  ])('%o is %s', (columns, kind) => {
    expect(classifyAct(act('K282', columns)).kind).toBe(kind);
  });

  test('a specimen name is marked', () => {
    expect(classifyAct(act('D999', { isSpecimen: true })).specimen).toBe(true);
    expect(classifyAct(act('D999')).specimen).toBe(false);
  });
});

describe('parts of surgery (@spec claims.md §11.1)', () => {
  test.each([
    ['K920', 'transfusion'],
    ['K920-2', 'transfusion-management'],
    ['K923', 'blood-products'],
    ['K924', 'blood-products'],
    ['K924-2', 'blood-products'],
    ['K924-3', 'blood-products'],
    ['K930', 'device-add-on'],
    ['K939', 'device-add-on'],
    ['K939-9', 'device-add-on'],
    ['K940', 'surgery'],
    ['K929', 'surgery'],
    ['K000', 'surgery'],
    ['K282', 'surgery'],
  ])('%s is %s', (number, subKind) => {
    expect(subKindOf(number)).toBe(subKind);
  });

  test('K000 is a general add-on only where it is recorded as one', () => {
    expect(subKindOf('K000', { recordingKind: 9 })).toBe('general-add-on');
    expect(subKindOf('K000-2', { recordingKind: 9 })).toBe('general-add-on');
    expect(subKindOf('K001', { recordingKind: 9 })).toBe('surgery');
  });

  const taken = true;
  const given = false;
  test.each<[string, string, string, boolean]>([
    ['K514-3', 'lung', 'transplant', taken],
    ['K514-4', 'lung', 'transplant', given],
    ['K514-5', 'lung', 'transplant', taken],
    ['K514-6', 'lung', 'transplant', given],
    ['K605', 'heart', 'transplant', taken],
    ['K605-2', 'heart', 'transplant', given],
    ['K605-3', 'heart', 'transplant', taken],
    ['K605-4', 'heart', 'transplant', given],
    ['K697-4', 'liver', 'transplant', taken],
    ['K697-5', 'liver', 'transplant', given],
    ['K697-6', 'liver', 'transplant', taken],
    ['K697-7', 'liver', 'transplant', given],
    ['K709-2', 'pancreas', 'transplant', taken],
    ['K709-3', 'pancreas', 'transplant', given],
    ['K709-4', 'pancreas', 'transplant', taken],
    ['K709-5', 'pancreas', 'transplant', given],
    ['K709-6', 'pancreas', 'transplant', given],
    ['K716-3', 'small-bowel', 'transplant', taken],
    ['K716-4', 'small-bowel', 'transplant', given],
    ['K716-5', 'small-bowel', 'transplant', taken],
    ['K716-6', 'small-bowel', 'transplant', given],
    ['K779', 'kidney', 'transplant', taken],
    ['K779-2', 'kidney', 'transplant', taken],
    ['K779-3', 'kidney', 'transplant', taken],
    ['K780', 'kidney', 'transplant', given],
    ['K780-2', 'kidney', 'transplant', given],
    ['K921', 'stem-cells', 'transplant', taken],
    ['K922', 'stem-cells', 'transplant', given],
    ['K014-2', 'skin', 'transplant', given],
    ['K259', 'cornea', 'transplant', given],
    ['K259-2', 'cells', 'cell-therapy', given],
    ['K259-3', 'cells', 'cell-therapy', given],
    ['K605-5', 'cells', 'cell-therapy', given],
    ['K921-2', 'cells', 'cell-therapy', taken],
    ['K921-3', 'cells', 'cell-therapy', taken],
    ['K922-2', 'cells', 'cell-therapy', given],
    ['K922-3', 'cells', 'cell-therapy', given],
  ])('%s is %s, %s, harvest %s', (number, transplantGroup, subKind, harvest) => {
    expect(classifyAct(act(number))).toMatchObject({
      category: 'surgery',
      subKind,
      transplantGroup,
      harvest,
    });
  });

  test('of skin from a living donor only the donor-cost add-on counts', () => {
    expect(subKindOf('K014', { code: '150007770', tariffKind: 7 })).toBe('transplant');
    expect(subKindOf('K014', { code: '150007610' })).toBe('surgery');
  });

  test('tissue taken for cultured cornea is harvest, in the version that has it at K259 as well', () => {
    for (const code of ['150422950', '150424950']) {
      expect(classifyAct(act('K259', { code }))).toMatchObject({ subKind: 'transplant', harvest: true });
      expect(classifyAct(act('K259-2', { code }))).toMatchObject({ subKind: 'cell-therapy', harvest: true });
    }
  });

  test.each([
    ['K597', 'ペースメーカー移植術'],
    ['K598', '両心室ペースメーカー移植術'],
    ['K884-3', '胚移植術'],
    ['K059', '骨移植術'],
    ['K059-2', '関節鏡下自家骨軟骨移植術'],
    ['K126', '骨移植術（移植用骨採取のみ）'],
    ['K039', '腱移植術'],
    ['K198', '神経移植術'],
    ['K614', '血管移植術'],
    ['K260', '強膜移植術'],
    ['K260-2', '羊膜移植術'],
    ['K014', '皮膚移植術（生体・培養）'],
  ])('%s %s is ordinary surgery', (number) => {
    expect(classifyAct(act(number))).toMatchObject({
      subKind: 'surgery',
      transplantGroup: null,
      harvest: false,
    });
  });

  test('the same numbers under another letter are nothing of the kind', () => {
    expect(classifyAct(act('D920'))).toMatchObject({ category: null, subKind: null });
    expect(classifyAct(act('E922'))).toMatchObject({
      category: 'imaging',
      subKind: null,
      transplantGroup: null,
    });
  });
});

test('equal answers are one frozen object', () => {
  expect(classifyAct(act('K282'))).toBe(classifyAct(act('K001')));
  expect(Object.isFrozen(classifyAct(act('K282')))).toBe(true);
});
