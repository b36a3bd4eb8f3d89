export { lineId, type PersonRecord } from './model/record.ts';
export { recordRoutes } from './routes.ts';
export { viewAsXml } from './view-as-xml/view-as-xml.ts';
export { type AudiencePolicy, type ViewRecordDeps, viewRecord } from './view-record/view-record.ts';
