export type { ExportDeps, InsuredPersons } from './export/deps.ts';
export { exportOperations } from './export/operations.ts';
export { startExportWorker } from './export/work-off.ts';
export type { AudiencePolicy } from './gather.ts';
export { lineId, type PersonRecord } from './model/record.ts';
export { recordRoutes } from './routes.ts';
export { viewAsXml } from './view-as-xml/view-as-xml.ts';
export { type ViewRecordDeps, viewRecord } from './view-record/view-record.ts';
