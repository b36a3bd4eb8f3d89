import { createPublicKey } from 'node:crypto';
import { AppError } from '../kernel/errors/app-error.ts';
import type { KeyRecord } from '../kernel/keys/index.ts';
import { openRuntime } from '../runtime.ts';
import { type Command, DATA_OPTION, parseOptions, printJson, required } from './arguments.ts';

export const keysList: Command = {
  name: 'keys list',
  usage: '',
  summary: 'Show the inventory of signing keys as JSON, with the public keys and what is due for rotation.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, DATA_OPTION);
    const runtime = await openRuntime(readConfig(values), 'share');
    try {
      const keys = await runtime.keys.list();
      printJson({ rotationDue: keys.filter((key) => key.rotationDue).length, keys: keys.map(forShell) });
      return 0;
    } finally {
      await runtime.close();
    }
  },
};

export const keysRotate: Command = {
  name: 'keys rotate',
  usage: '--purpose audit|oauth|card-ca',
  summary: 'Put a new signing key in the place of the present one; what the old one signed stays valid.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, { ...DATA_OPTION, purpose: { type: 'string' } });
    const purpose = required(values.purpose, 'purpose');
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(purpose)) throw new AppError('USAGE', { purpose });
    const runtime = await openRuntime(readConfig(values), 'share');
    try {
      const { keys, audit } = runtime;
      const { keyId } = await keys.rotate(purpose);
      await audit.append({
        event: 'key-rotated',
        personId: null,
        account: 'operator',
        actorRole: 'operator',
        outcome: 'done',
        requestId: `shell-${process.pid}`,
        detail: { purpose, keyId },
      });
      printJson((await keys.list()).filter((key) => key.keyId === keyId).map(forShell));
      return 0;
    } finally {
      await runtime.close();
    }
  },
};

const forShell = ({ publicKey, ...key }: KeyRecord) => ({
  ...key,
  publicKey: createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    .export({ format: 'pem', type: 'spki' })
    .toString(),
});
