import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { openAuditLog } from '../kernel/audit/index.ts';
import type { Config } from '../kernel/config/config.ts';
import { AppError } from '../kernel/errors/app-error.ts';
import { type KeyRecord, openKeys } from '../kernel/keys/index.ts';
import { openRuntime, type Runtime } from '../main.ts';
import { type Command, DATA_OPTION, parseOptions, printJson, required } from './arguments.ts';

const keysOf = ({ db, clock }: Runtime, { dataDirectory }: Config) =>
  openKeys(db, join(dataDirectory, 'keys'), clock);

export const keysList: Command = {
  name: 'keys list',
  usage: '',
  summary: 'Show the inventory of signing keys as JSON, with the public keys and what is due for rotation.',
  async run({ readConfig, rest }) {
    const config = readConfig(parseOptions(rest, DATA_OPTION).values);
    const runtime = await openRuntime(config, 'share');
    try {
      const keys = await keysOf(runtime, config).list();
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
    const config = readConfig(values);
    const runtime = await openRuntime(config, 'share');
    try {
      const { db, clock } = runtime;
      const keys = keysOf(runtime, config);
      const checkpointFile = join(config.dataDirectory, 'audit', 'checkpoints.jsonl');
      const log = openAuditLog(db, { clock, keys, checkpointFile });
      const { keyId } = await keys.rotate(purpose);
      await log.append({
        event: 'key-rotated',
        personId: null,
        account: 'operator',
        actorRole: 'operator',
        outcome: 'done',
        requestId: `shell-${process.pid}`,
        detail: { purpose, keyId },
      });
      await log.close();
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
