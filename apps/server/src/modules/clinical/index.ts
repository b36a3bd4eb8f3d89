export { clinicalSource } from './clinical-source.ts';
export type { ClinicalDeps, Sets } from './deps.ts';
export { type Clinical, openClinical } from './open-clinical.ts';
export { clinicalRoutes } from './routes.ts';
export { WEBSOCKET_PATH, websocketRoute } from './subscriptions/websocket-route.ts';
