export { lineId, type PersonRecord } from './model/record.ts';
export { recordRoutes } from './routes.ts';
export { type AudiencePolicy, type ViewRecordDeps, viewRecord } from './view-record/view-record.ts';
