import { text } from 'node:stream/consumers';
import { ORGANISATION_KINDS, ROLES } from '../kernel/auth/session.ts';
import { AppError } from '../kernel/errors/app-error.ts';
import { createStaff, type NewStaff } from '../modules/identity/index.ts';
import { openRuntime } from '../runtime.ts';
import { type Command, DATA_OPTION, parseOptions, required, say } from './arguments.ts';

const STAFF_ROLES = ROLES.filter((role) => role !== 'patient' && role !== 'system');

const oneOf = <T extends string>(value: string, known: readonly T[], option: string): T => {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new AppError('USAGE', { [option]: `one of ${known.join(', ')}` });
  return found;
};

/** What was piped in; null where nothing was, or a person sits at the terminal: passwords are not typed visibly. */
async function pipedPassword(): Promise<string | null> {
  if (process.stdin.isTTY) return null;
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  return password === '' ? null : password;
}

export const accountCreate: Command = {
  name: 'account create',
  usage:
    '--account A --name N --role R --organisation O --kind K [--facility CODE] [--insurer NUMBER] [--keep-password]',
  summary:
    'Create a staff account, and its organisation where it is new. A password on standard input is to be changed at the first sign-in, unless --keep-password; without one a random one is made and shown.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, {
      ...DATA_OPTION,
      account: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      organisation: { type: 'string' },
      kind: { type: 'string' },
      facility: { type: 'string' },
      insurer: { type: 'string' },
      'keep-password': { type: 'boolean', default: false },
    });
    const staff: Omit<NewStaff, 'password'> = {
      account: required(values.account, 'account'),
      displayName: required(values.name, 'name'),
      roles: [oneOf(required(values.role, 'role'), STAFF_ROLES, 'role')],
      organisation: {
        name: required(values.organisation, 'organisation'),
        kind: oneOf(required(values.kind, 'kind'), ORGANISATION_KINDS, 'kind'),
        facilityCode: values.facility ?? null,
        insurerNumber: values.insurer ?? null,
      },
      keepPassword: values['keep-password'],
    };
    const password = await pipedPassword();
    const runtime = await openRuntime(readConfig(values), 'share');
    try {
      const made = await createStaff(runtime, { ...staff, password });
      if (made !== null) process.stdout.write(`${made}\n`);
      say(`account ${staff.account} may sign in${made === null ? '' : ' with the password above, once'}`);
      return 0;
    } finally {
      await runtime.close();
    }
  },
};
