import Type from 'typebox';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import type { ClinicalDeps } from './deps.ts';
import { senderOf } from './door.ts';
import { listSubmissions, readOriginal } from './list-submissions.ts';

const OWN = {
  permission: ['physician', 'pharmacist', 'nurse', 'manager', 'system'],
  audience: 'both',
} as const;

/** It holds data of patients: for those whom the door lets in with the purpose of submission. */
const ORIGINAL = { permission: ['physician', 'pharmacist', 'nurse', 'system'], audience: 'both' } as const;

/** What the own institution handed in, what was found, and the bytes as they came. */
export function clinicalRoutes(app: App, deps: ClinicalDeps): void {
  app.get(
    '/api/clinical/submissions',
    {
      config: OWN,
      schema: {
        querystring: Type.Object({
          state: Type.Optional(
            Type.Union([
              Type.Literal('taken'),
              Type.Literal('unchanged'),
              Type.Literal('waiting'),
              Type.Literal('refused'),
            ]),
          ),
          cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
        }),
      },
    },
    (request) => {
      const { state = null, cursor = null } = request.query;
      const sender = senderOf({ session: sessionOf(request), requestId: request.id });
      return listSubmissions(deps, sender, { state, cursor });
    },
  );

  app.get(
    '/api/clinical/submissions/:id/original',
    {
      config: ORIGINAL,
      schema: { params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f-]{36}$' }) }) },
    },
    async (request, reply) => {
      const sender = senderOf({ session: sessionOf(request), requestId: request.id });
      const { bytes, sha256 } = await readOriginal(deps, sender, request.params.id);
      // Never as a page: what somebody sent must not run in the portal's name.
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${sha256}.fhir"`)
        .send(bytes);
    },
  );
}
