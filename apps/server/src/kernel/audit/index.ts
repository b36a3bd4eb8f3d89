export { type AuditLog, type AuditLogOptions, openAuditLog } from './audit-log.ts';
export { type AuditEvent, type AuditOutcome, BEFORE_THE_CHAIN, NOBODY } from './entry.ts';
export { AUDIT_EVENTS, type AuditEventName } from './events.ts';
