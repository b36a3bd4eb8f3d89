import { splitCommand } from './cli/arguments.ts';
import { COMMANDS, HELP } from './cli/commands.ts';
import { readConfig } from './kernel/config/config.ts';
import { AppError, ERROR_CATALOGUE } from './kernel/errors/app-error.ts';

const argv = process.argv.slice(2);

if (argv.length === 0 || argv[0] === 'help' || argv.includes('--help')) {
  process.stdout.write(HELP);
} else {
  try {
    const { command, rest } = splitCommand(argv, COMMANDS);
    process.exitCode = await command.run({ readConfig, rest });
  } catch (error) {
    process.exitCode = explain(error);
  }
}

/** One line for whoever typed the command; a stack trace only where the fault is ours. */
function explain(error: unknown): number {
  if (error instanceof AppError) {
    const fields = Object.entries(error.fields).map(([name, value]) => `${name}: ${value}`);
    const details = fields.length === 0 ? '' : ` (${fields.join(', ')})`;
    process.stderr.write(
      `tsunagu: ${error.code}: ${error.message}${details} ${ERROR_CATALOGUE[error.code].action}\n`,
    );
    return error.code === 'USAGE' ? 2 : 1;
  }
  process.stderr.write(`tsunagu: INTERNAL: ${error instanceof Error ? error.stack : String(error)}\n`);
  return 70;
}
