export {
  type Coded,
  createTerminology,
  type Membership,
  type Terminology,
  type TerminologySource,
} from './terminology.ts';
