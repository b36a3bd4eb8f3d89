export { makeNotices } from './make-notices/make-notices.ts';
export { startNoticeWorker } from './notice-worker.ts';
export { phrRoutes } from './routes.ts';
export { type MailServer, sendMail } from './send-mail/send-mail.ts';
