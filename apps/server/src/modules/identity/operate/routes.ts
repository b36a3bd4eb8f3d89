import Type from 'typebox';
import { ORGANISATION_KINDS } from '../../../kernel/auth/session.ts';
import { type App, sessionOf } from '../../../kernel/http/app.ts';
import type { IdentityDeps } from '../deps.ts';
import { askingOf } from '../http.ts';
import { AccountName, DisplayName } from '../model/account-schema.ts';
import { designateOrganisation, foundOrganisation, listOrganisations } from './organisations.ts';

const ADMINISTRATOR = { config: { permission: ['administrator'], audience: 'portal' } } as const;

export function operateRoutes(app: App, deps: IdentityDeps): void {
  app.get('/api/organisations', ADMINISTRATOR, async () => ({
    organisations: await listOrganisations(deps.db),
  }));

  app.post(
    '/api/organisations',
    {
      ...ADMINISTRATOR,
      schema: {
        body: Type.Object({
          name: DisplayName,
          kind: Type.Union(ORGANISATION_KINDS.map((kind) => Type.Literal(kind))),
          facilityCode: Type.Optional(Type.String()),
          insurerNumber: Type.Optional(Type.String()),
          manager: Type.Object({ account: AccountName, displayName: DisplayName }),
        }),
      },
    },
    (request) => foundOrganisation(deps, askingOf(request), sessionOf(request), request.body),
  );

  app.post(
    '/api/organisations/:id',
    {
      config: { ...ADMINISTRATOR.config, stepUp: true },
      schema: {
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        body: Type.Object({ emergencyDesignated: Type.Boolean() }),
      },
    },
    async (request) => {
      const { emergencyDesignated } = request.body;
      const change = { organisationId: request.params.id, emergencyDesignated };
      return {
        organisation: await designateOrganisation(deps, askingOf(request), sessionOf(request), change),
      };
    },
  );
}
