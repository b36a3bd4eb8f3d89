export { workOffBulk } from './bulk/work-off.ts';
export { answerRequestFile } from './file-interface/answer-request-file.ts';
export type {
  AnswerFile,
  FileInterfaceDeps,
  RequestFile,
  Sender,
  ViewRecordXml,
} from './file-interface/deps.ts';
export {
  FOLDER_LIMITS,
  type FolderAdapterDeps,
  type FolderInput,
  type FolderLimits,
  pass,
  serveFolder,
} from './file-interface/folder-adapter.ts';
export type { PushCursor, ReaderResult } from './file-interface/push-results.ts';
export { type InsuredQuestion, insuredPersons } from './insurer/insured-persons.ts';
export type { InsurerFile } from './insurer-files/file-record.ts';
export { receiveInsurerFile } from './insurer-files/receive-file.ts';
export { takeInInsurerFile } from './insurer-files/take-in-file.ts';
export {
  type AskByCard,
  type AskByNumbers,
  type EligibilityAnswer,
  lookUpByCard,
  lookUpByNumbers,
  type NumbersInput,
} from './look-up.ts';
export { type Checked, type CheckedCoverage, checkCoverage } from './model/check-coverage.ts';
export type { CoverageFacts, CoverageVersion } from './model/coverage.ts';
export type { CoverageView } from './model/coverage-view.ts';
export { type CoverageDraft, EMPTY_DRAFT } from './model/draft.ts';
export type { LookUpState } from './model/look-up.ts';
export { ratioByAge } from './model/provisional-ratio.ts';
export { checkedInToday } from './reader/checked-in-today.ts';
export { faceFilesAfter, type PushedFile } from './reader/face-file.ts';
export { type RegisterOutcome, registerCoverages } from './register.ts';
export { type Eligibility, type EligibilityDeps, startEligibility } from './start.ts';
export { coveragesOfPerson } from './store.ts';
