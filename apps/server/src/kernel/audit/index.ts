export { type AuditLog, type AuditLogOptions, openAuditLog } from './audit-log.ts';
export { checkProof, type ProofFault, type ProofResult } from './check-proof.ts';
export type { AuditEvent, AuditOutcome } from './entry.ts';
export { AUDIT_EVENTS, type AuditEventName } from './events.ts';
export { type EntryProof, proofOf } from './proof-of.ts';
export { FAULT_KINDS, type Fault, type FaultKind } from './verify/faults.ts';
export { type AuditReport, type VerifyOptions, verifyLog } from './verify/verify-log.ts';
