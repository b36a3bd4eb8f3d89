import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseFacilityCode } from '@tsunagu/ids';
import { readEligibilityRequest } from '@tsunagu/oqs';
import { startWorker } from '../kernel/background/worker.ts';
import { AppError } from '../kernel/errors/app-error.ts';
import {
  answerRequestFile,
  type FileInterfaceDeps,
  FOLDER_LIMITS,
  faceFilesAfter,
  type Sender,
  serveFolder,
  workOffBulk,
} from '../modules/eligibility/index.ts';
import { answerFolderFile, openLife } from '../modules/prescriptions/index.ts';
import { viewAsXml } from '../modules/records/index.ts';
import { facilityNames } from '../modules/registry/index.ts';
import { openRuntime, prescriptionsOf, type Runtime } from '../runtime.ts';
import { type Command, DATA_OPTION, parseOptions, required, say } from './arguments.ts';

const ACCOUNT = 'shell';

/** Whoever works at the shell asks in the name of an institution; the entries name both. */
async function senderOf(runtime: Runtime, facility: string | undefined): Promise<Sender> {
  const facilityCode = parseFacilityCode(required(facility, 'facility'));
  if (facilityCode === null) throw new AppError('USAGE', { facility: '10 digits are expected' });
  const names = await facilityNames(runtime.db, [facilityCode]);
  return {
    actor: {
      kind: 'staff',
      account: ACCOUNT,
      roles: ['system'],
      facilityCode,
      insurerNumber: null,
      organisation: names.get(facilityCode) ?? facilityCode,
      emergencyDesignated: false,
      scopes: null,
    },
    requestId: `shell-${process.pid}`,
    facilityCode,
  };
}

/** The institution that a request names in its header, whatever kind of request it is. */
function institutionIn(bytes: Uint8Array): string | undefined {
  const read = readEligibilityRequest(bytes);
  return read.message === null
    ? read.echo.medicalInstitutionCode
    : read.message.header.medicalInstitutionCode;
}

/** Lists are worked off in this process; `finished` waits for that. */
function interfaceDeps(runtime: Runtime, publicOrigin: string, report: (error: unknown) => void) {
  const life = openLife(prescriptionsOf(runtime, publicOrigin));
  const bulkWorker = startWorker({
    run: (signal) => workOffBulk({ ...runtime, onError: report }, signal),
    onError: report,
  });
  const deps: FileInterfaceDeps = {
    ...runtime,
    bulkWorker,
    viewRecordXml: (kind, file, sender) => viewAsXml(runtime, kind, file, sender),
    answerPrescription: (file, sender) => answerFolderFile(life, file, sender),
  };
  return { deps, bulkWorker };
}

export const eligibilityAsk: Command = {
  name: 'eligibility ask',
  usage: '<FILE.xml> [--facility CODE] [--out DIRECTORY]',
  summary:
    'Answer one request file of the eligibility interface, for the institution that it names; the answer is written to DIRECTORY, or printed.',
  async run({ readConfig, rest }) {
    const { values, positionals } = parseOptions(rest, {
      ...DATA_OPTION,
      facility: { type: 'string' },
      out: { type: 'string' },
    });
    const [path, more] = positionals;
    if (path === undefined || more !== undefined) throw new AppError('USAGE', { missing: 'one file' });
    const found = await stat(path).catch(() => null);
    if (found === null || !found.isFile()) throw new AppError('FILE_NOT_READABLE', { path });
    const config = readConfig(values);
    const runtime = await openRuntime(config, 'share');
    try {
      const file = { name: basename(path), bytes: await readFile(path) };
      const sender = await senderOf(runtime, values.facility ?? institutionIn(file.bytes));
      const { deps, bulkWorker } = interfaceDeps(runtime, config.publicOrigin, (error) => {
        throw error;
      });
      const answer = await answerRequestFile(deps, file, sender);
      await bulkWorker.idle();
      await bulkWorker.stop();
      if (values.out === undefined) process.stdout.write(answer.bytes);
      else await writeFile(join(values.out, answer.name), answer.bytes);
      say(answer.name);
      return 0;
    } finally {
      await runtime.close();
    }
  },
};

const seconds = (text: string | undefined, option: string, otherwise: number): number => {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!(value > 0)) throw new AppError('USAGE', { [option]: 'seconds are expected' });
  return value * 1000;
};

export const eligibilityFolder: Command = {
  name: 'eligibility folder',
  usage: '<DIRECTORY> --facility CODE [--poll 3] [--stale 120] [--pending 100] [--timeout 10] [--no-missed]',
  summary:
    'Serve a shared folder: requests in req/, those of electronic prescriptions too, are answered in res/, check-ins are pushed to face/.',
  async run({ readConfig, rest }) {
    const { values, positionals } = parseOptions(rest, {
      ...DATA_OPTION,
      facility: { type: 'string' },
      poll: { type: 'string' },
      stale: { type: 'string' },
      pending: { type: 'string' },
      timeout: { type: 'string' },
      'no-missed': { type: 'boolean' },
    });
    const [directory, more] = positionals;
    if (directory === undefined || more !== undefined)
      throw new AppError('USAGE', { missing: 'one directory' });
    const limits = {
      pollMs: seconds(values.poll, 'poll', FOLDER_LIMITS.pollMs),
      staleMs: seconds(values.stale, 'stale', FOLDER_LIMITS.staleMs),
      maxPending: seconds(values.pending, 'pending', FOLDER_LIMITS.maxPending * 1000) / 1000,
      timeoutMs: seconds(values.timeout, 'timeout', FOLDER_LIMITS.timeoutMs),
    };
    const config = readConfig(values);
    const runtime = await openRuntime(config, 'share');
    const stopping = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
    const report = (error: unknown) =>
      runtime.logger.error({ err: error }, 'a request file could not be answered');
    const { deps, bulkWorker } = interfaceDeps(runtime, config.publicOrigin, report);
    try {
      const sender = await senderOf(runtime, values.facility);
      const pushedAfter = (after: Date) => faceFilesAfter(runtime, sender.facilityCode, after);
      say(`serving ${directory}`);
      await serveFolder(
        { ...deps, pushedAfter, onError: report },
        { directory, sender, limits, signal: stopping.signal, pushMissed: values['no-missed'] !== true },
      );
      return 0;
    } finally {
      await bulkWorker.stop();
      await runtime.close();
    }
  },
};
