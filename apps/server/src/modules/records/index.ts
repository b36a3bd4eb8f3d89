export type { AudiencePolicy } from './gather.ts';
export { lineId, type PersonRecord } from './model/record.ts';
export { recordRoutes } from './routes.ts';
export { viewAsXml } from './view-as-xml/view-as-xml.ts';
export { type ViewRecordDeps, viewRecord } from './view-record/view-record.ts';
