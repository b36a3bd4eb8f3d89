import { spawnSync } from 'node:child_process';
import { AppError } from '../../errors/app-error.ts';

/** Command and arguments in front of a PostgreSQL program. */
export type Prefix = readonly string[];

/** `nobody`: inside the user namespace PostgreSQL sees itself as this user, not as root. initdb wants a user with a name. */
const NAMESPACE_ID = '65534';

const succeeds = (command: readonly string[]): boolean => {
  const [program = '', ...args] = command;
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
};

let known: Prefix | undefined;

/**
 * What to put in front of initdb and postgres so that they neither run as root (they refuse to)
 * nor outlive this process: the kernel sends them SIGINT, a fast shutdown, when it dies.
 */
export function unprivilegedPrefix(): Prefix {
  known ??= choosePrefix();
  return known;
}

function choosePrefix(): Prefix {
  const dieWithParent = ['setpriv', '--pdeathsig', 'INT'];
  if (process.getuid?.() !== 0) return succeeds([...dieWithParent, 'true']) ? dieWithParent : [];
  const namespace = ['unshare', '--user', `--map-user=${NAMESPACE_ID}`, `--map-group=${NAMESPACE_ID}`];
  if (succeeds([...namespace, ...dieWithParent, 'true'])) return [...namespace, ...dieWithParent];
  throw new AppError('DATABASE_NOT_STARTED', { reason: 'root-without-user-namespaces' });
}
