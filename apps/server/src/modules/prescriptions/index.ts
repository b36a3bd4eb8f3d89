export { markHistoryStale } from './active-list/mark-stale.ts';
export { checkTexts } from './check/check-texts.ts';
export { type FilesOfKnowledge, knowledgeOfFiles } from './drugs/knowledge-of-files.ts';
export { importKnowledge } from './drugs/store/import-knowledge.ts';
export { openPrescriptions, type Prescriptions } from './open-prescriptions.ts';
export { readDocument, signDocument } from './signing/document.ts';
export { replaceKey } from './signing/key-service.ts';
export { openTrust } from './signing/trust.ts';
export { verifyDocument } from './signing/verify-document.ts';
