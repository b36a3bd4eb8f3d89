/** The fields of a coverage as an insurer wrote them: texts, in the interface as well as in a file. '' = left out. */
export interface CoverageDraft {
  readonly insurerNumber: string;
  readonly cardClass: string;
  readonly symbol: string;
  readonly number: string;
  readonly branch: string;
  readonly relation: string;
  readonly insuredName: string;
  readonly name: string;
  readonly kana: string;
  readonly sex: string;
  readonly birthDate: string;
  readonly postNumber: string;
  readonly address: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly reasonOfLoss: string;
  readonly ratioPercent: string;
  readonly preschool: string;
  readonly cardIssuedOn: string;
  readonly cardValidFrom: string;
  readonly cardValidTo: string;
  readonly elderlyIssuedOn: string;
  readonly elderlyValidFrom: string;
  readonly elderlyValidTo: string;
  readonly elderlyRatioPercent: string;
  readonly limitClassification: string;
  readonly limitFlag: string;
  readonly limitIssuedOn: string;
  readonly limitValidFrom: string;
  readonly limitValidTo: string;
  readonly limitLongTermDate: string;
  readonly disease: string;
  readonly diseaseIssuedOn: string;
  readonly diseaseValidFrom: string;
  readonly diseaseValidTo: string;
  readonly diseaseSelfPayYen: string;
  readonly previousInsurerNumber: string;
  readonly previousSymbol: string;
  readonly previousNumber: string;
  readonly previousBranch: string;
}

export type DraftField = keyof CoverageDraft;

/** A coverage of which nothing was said. */
export const EMPTY_DRAFT: CoverageDraft = {
  insurerNumber: '',
  cardClass: '',
  symbol: '',
  number: '',
  branch: '',
  relation: '',
  insuredName: '',
  name: '',
  kana: '',
  sex: '',
  birthDate: '',
  postNumber: '',
  address: '',
  validFrom: '',
  validTo: '',
  reasonOfLoss: '',
  ratioPercent: '',
  preschool: '',
  cardIssuedOn: '',
  cardValidFrom: '',
  cardValidTo: '',
  elderlyIssuedOn: '',
  elderlyValidFrom: '',
  elderlyValidTo: '',
  elderlyRatioPercent: '',
  limitClassification: '',
  limitFlag: '',
  limitIssuedOn: '',
  limitValidFrom: '',
  limitValidTo: '',
  limitLongTermDate: '',
  disease: '',
  diseaseIssuedOn: '',
  diseaseValidFrom: '',
  diseaseValidTo: '',
  diseaseSelfPayYen: '',
  previousInsurerNumber: '',
  previousSymbol: '',
  previousNumber: '',
  previousBranch: '',
};
