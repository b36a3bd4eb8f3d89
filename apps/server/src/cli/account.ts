import { text } from 'node:stream/consumers';
import { ROLES, type Role } from '../kernel/auth/session.ts';
import { AppError } from '../kernel/errors/app-error.ts';
import { openRuntime } from '../main.ts';
import { createAccount, createOrganisation, type NewOrganisation } from '../modules/identity/index.ts';
import { type Command, DATA_OPTION, parseOptions, required, say } from './arguments.ts';

const KINDS = ['hospital', 'clinic', 'pharmacy', 'insurer', 'operator'] as const;
const SHORTEST_PASSWORD = 12;

const oneOf = <T extends string>(value: string, known: readonly T[], option: string): T => {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new AppError('USAGE', { [option]: `one of ${known.join(', ')}` });
  return found;
};

export const accountCreate: Command = {
  name: 'account create',
  usage:
    '--account A --name N --role R --organisation O --kind K [--facility CODE]   (password on standard input)',
  summary: 'Create a staff account, and its organisation where it is new.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, {
      ...DATA_OPTION,
      account: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      organisation: { type: 'string' },
      kind: { type: 'string' },
      facility: { type: 'string' },
    });
    const account = required(values.account, 'account');
    const displayName = required(values.name, 'name');
    const role: Role = oneOf(
      required(values.role, 'role'),
      ROLES.filter((one) => one !== 'patient'),
      'role',
    );
    const organisation: NewOrganisation = {
      name: required(values.organisation, 'organisation'),
      kind: oneOf(required(values.kind, 'kind'), KINDS, 'kind'),
      facilityCode: values.facility ?? null,
    };
    const password = (await text(process.stdin)).replace(/\r?\n$/, '');
    if (password.length < SHORTEST_PASSWORD)
      throw new AppError('USAGE', { password: `at least ${SHORTEST_PASSWORD} characters` });
    const runtime = await openRuntime(readConfig(values), 'share');
    try {
      await createOrganisation(runtime.db, organisation);
      await createAccount(runtime.db, {
        account,
        displayName,
        password,
        roles: [role],
        organisation: organisation.name,
        personId: null,
        demoHint: null,
      });
      say(`account ${account} may sign in`);
      return 0;
    } finally {
      await runtime.close();
    }
  },
};
