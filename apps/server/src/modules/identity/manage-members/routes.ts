import Type from 'typebox';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type App, sessionOf } from '../../../kernel/http/app.ts';
import type { IdentityDeps } from '../deps.ts';
import { askingOf } from '../http.ts';
import { AccountName, DisplayName, Roles } from '../model/account-schema.ts';
import { changeMember, inviteMember, type Managing, resetFactors, unlockMember } from './change-member.ts';
import { listMembers } from './list-members.ts';

export interface ManageMembersDeps extends IdentityDeps {
  /** The programs of an organisation. */
  readonly listClients: (organisationId: string) => Promise<readonly object[]>;
}

const MANAGER = { config: { permission: ['manager'], audience: 'portal' } } as const;
const CONFIRMED = { config: { ...MANAGER.config, stepUp: true } } as const;
const Member = Type.Object({ account: Type.String({ minLength: 1, maxLength: 200 }) });
const MEMBER = '/api/organisation/members/:account';

/** Managers and the members of their own organisation; those of others do not exist here. */
export function manageMembersRoutes(app: App, deps: ManageMembersDeps): void {
  app.get('/api/organisation', MANAGER, async (request) => {
    const { organisation } = managingOf(request);
    return {
      organisation,
      members: await listMembers(deps, organisation.organisationId),
      clients: await deps.listClients(organisation.organisationId),
    };
  });

  app.post(
    '/api/organisation/invitations',
    {
      ...MANAGER,
      schema: { body: Type.Object({ account: AccountName, displayName: DisplayName, roles: Roles }) },
    },
    (request) => inviteMember(deps, managingOf(request), request.body),
  );

  app.post(
    MEMBER,
    {
      ...CONFIRMED,
      schema: {
        params: Member,
        body: Type.Object({
          displayName: Type.Optional(DisplayName),
          roles: Type.Optional(Roles),
          emergencyDesignated: Type.Optional(Type.Boolean()),
          disabled: Type.Optional(Type.Boolean()),
        }),
      },
    },
    async (request) => {
      const managing = managingOf(request);
      await changeMember(deps, managing, request.params.account, request.body);
      const members = await listMembers(deps, managing.organisation.organisationId);
      return { member: members.find(({ account }) => account === request.params.account) ?? null };
    },
  );

  app.post(`${MEMBER}/reset-factors`, { ...CONFIRMED, schema: { params: Member } }, (request) =>
    resetFactors(deps, managingOf(request), request.params.account),
  );

  app.post(`${MEMBER}/unlock`, { ...MANAGER, schema: { params: Member } }, async (request, reply) => {
    await unlockMember(deps, managingOf(request), request.params.account);
    return reply.status(204).send();
  });
}

function managingOf(request: Parameters<typeof sessionOf>[0]): Managing {
  const session = sessionOf(request);
  if (session.organisation === null) throw new AppError('ROLE_NOT_ALLOWED');
  return { asking: askingOf(request), session, organisation: session.organisation };
}
