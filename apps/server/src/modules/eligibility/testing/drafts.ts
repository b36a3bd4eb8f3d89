import { type CoverageDraft, EMPTY_DRAFT } from '../model/draft.ts';

/** A made-up person insured from 2020 on; everything else is left out. */
export const TEST_DRAFT: CoverageDraft = {
  ...EMPTY_DRAFT,
  cardClass: '01',
  symbol: '９９',
  number: '7000001',
  branch: '01',
  relation: '1',
  name: '試験　太郎',
  kana: 'シケン　タロウ',
  sex: '1',
  birthDate: '1970-01-01',
  validFrom: '2020-04-01',
  ratioPercent: '30',
};
