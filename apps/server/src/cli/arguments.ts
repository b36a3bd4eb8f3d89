import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Config, ConfigOverrides } from '../kernel/config/config.ts';
import { AppError } from '../kernel/errors/app-error.ts';

export interface CommandInput {
  readonly readConfig: (overrides: ConfigOverrides) => Config;
  readonly rest: readonly string[];
}

export interface Command {
  /** One or two words, as typed. */
  readonly name: string;
  /** Arguments and options, for the help text. */
  readonly usage: string;
  readonly summary: string;
  /** Resolves to the exit code. */
  readonly run: (input: CommandInput) => Promise<number>;
}

/** Finds the command that the first words name. Throws USAGE. */
export function splitCommand(
  argv: readonly string[],
  commands: readonly Command[],
): { command: Command; rest: string[] } {
  for (const words of [2, 1]) {
    const name = argv.slice(0, words).join(' ');
    const command = commands.find((one) => one.name === name);
    if (command !== undefined) return { command, rest: argv.slice(words) };
  }
  throw new AppError('USAGE', { command: argv.slice(0, 2).join(' ') });
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Every command takes the data directory. */
export const DATA_OPTION = { data: { type: 'string' } } as const satisfies Options;

/** Parses strictly: an unknown option is a USAGE error that names it. */
export function parseOptions<T extends Options>(rest: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...rest], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new AppError('USAGE', { reason: error instanceof Error ? error.message : 'unknown' });
  }
}

/** The value of an option that cannot be left out. */
export function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new AppError('USAGE', { missing: `--${option}` });
  return value;
}

export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
