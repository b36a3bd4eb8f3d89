import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { PRESCRIPTION_LIMITS } from '@tsunagu/oqs';
import Type from 'typebox';
import { AppError } from '../../../../kernel/errors/app-error.ts';
import { type App, sessionOf } from '../../../../kernel/http/app.ts';
import type { LifeDeps } from '../../deps.ts';
import { callerOf } from '../../door.ts';
import { answerPrescriptionFile } from './answer-prescription-file.ts';

/** The files of electronic prescriptions over HTTP: bytes in, bytes out, the name of the answer beside it. */
export function xmlRoutes(app: App, deps: LifeDeps): void {
  app.register(async (scope) => {
    const upload = scope.withTypeProvider<TypeBoxTypeProvider>();
    upload.removeAllContentTypeParsers();
    upload.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, payload, done) => done(null, payload));
    upload.post(
      '/api/eps',
      {
        config: { permission: ['system'], audience: 'systems' },
        bodyLimit: PRESCRIPTION_LIMITS.maxBytes,
        schema: {
          querystring: Type.Object({ name: Type.String({ minLength: 1, maxLength: 250 }) }),
          headers: Type.Object({
            'idempotency-key': Type.Optional(
              Type.String({ minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' }),
            ),
          }),
        },
      },
      async (request, reply) => {
        const caller = callerOf(sessionOf(request), request.id);
        if (caller.facilityCode === '') throw new AppError('INSTITUTION_REQUIRED');
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const key = request.headers['idempotency-key'] ?? null;
        const answer = await answerPrescriptionFile(deps, { name: request.query.name, bytes, key }, caller);
        return reply
          .type('application/xml')
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(answer.name)}`)
          .send(Buffer.from(answer.bytes));
      },
    );
  });
}
