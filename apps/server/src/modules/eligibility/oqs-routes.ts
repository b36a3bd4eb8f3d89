import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { BULK_LIMITS } from '@tsunagu/oqs';
import Type from 'typebox';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { App } from '../../kernel/http/app.ts';
import { answerRequestFile } from './file-interface/answer-request-file.ts';
import type { FileInterfaceDeps } from './file-interface/deps.ts';
import { facilityOf } from './provisional-routes.ts';

/** The file interface over HTTP: bytes in, bytes out, the name of the answer beside it. @spec eligibility.md §5 */
export function oqsRoutes(app: App, deps: FileInterfaceDeps): void {
  app.register(async (scope) => {
    const upload = scope.withTypeProvider<TypeBoxTypeProvider>();
    upload.removeAllContentTypeParsers();
    upload.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, payload, done) => done(null, payload));
    upload.post(
      '/api/oqs',
      {
        config: { permission: ['system'], audience: 'systems' },
        bodyLimit: BULK_LIMITS.maxBytes,
        schema: { querystring: Type.Object({ name: Type.String({ minLength: 1, maxLength: 250 }) }) },
      },
      async (request, reply) => {
        const facility = facilityOf(request);
        const { facilityCode } = facility.actor;
        if (facilityCode === null) throw new AppError('INSTITUTION_REQUIRED');
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const file = { name: request.query.name, bytes };
        const answer = await answerRequestFile(deps, file, { ...facility, facilityCode });
        return reply
          .type('application/xml')
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(answer.name)}`)
          .send(Buffer.from(answer.bytes));
      },
    );
  });
}
