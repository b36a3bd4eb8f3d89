import { accountCreate } from './account.ts';
import type { Command } from './arguments.ts';
import { auditCheckProof, auditVerify } from './audit.ts';
import { cardIssue, cardList, cardRenew, cardRevoke, cardShow } from './card.ts';
import { claimsIngest, claimsRetry, claimsWorkList } from './claims.ts';
import { demoGenerate } from './demo.ts';
import { eligibilityAsk, eligibilityFolder } from './eligibility.ts';
import { keysList, keysRotate } from './keys.ts';
import { mastersImport } from './masters.ts';
import { recordShow } from './record.ts';
import { rxCheck } from './rx/check.ts';
import { rxDrugs } from './rx/drugs.ts';
import { rxParse } from './rx/parse.ts';
import { rxSign } from './rx/sign.ts';
import { rxVerify } from './rx/verify.ts';
import { sandbox, sandboxToken } from './sandbox.ts';
import { serve, start } from './serve.ts';

export const COMMANDS: readonly Command[] = [
  start,
  serve,
  sandbox,
  sandboxToken,
  mastersImport,
  claimsIngest,
  claimsWorkList,
  claimsRetry,
  recordShow,
  rxParse,
  accountCreate,
  cardIssue,
  cardRenew,
  cardRevoke,
  cardShow,
  cardList,
  eligibilityAsk,
  eligibilityFolder,
  rxCheck,
  rxDrugs,
  rxSign,
  rxVerify,
  auditVerify,
  auditCheckProof,
  keysList,
  keysRotate,
  demoGenerate,
];

const entries = COMMANDS.map(
  ({ name, usage, summary }) => `  tsunagu ${`${name} ${usage}`.trim()}\n      ${summary}\n`,
);

export const HELP = `tsunagu (繋ぐ): a patient's drugs and treatments, from insurance claims to the screen

${entries.join('')}
Every command takes --data DIR (default .tsunagu, or TSUNAGU_DATA); DATABASE_URL uses a PostgreSQL server instead of
the embedded one. All environment variables: docs/environment-variables.md
`;
