import { createValidator } from '../src/validate/validator.ts';
import { readArguments, UsageError, type ValidateArguments } from './arguments.ts';
import { loadDefinitions } from './packages.ts';
import { PackageUnreadable } from './tar.ts';
import { type FileIssue, validateFiles } from './validate-files.ts';

const HELP = `Usage: tsunagu-fhir validate --ig PACKAGE… [--profile URL] [--json] FILE…

Validates FHIR R4 resources against the profiles that they claim and those that are named.

  FILE            .json, .xml, .ndjson (a resource a line), or - for the standard input
  --ig PACKAGE    a FHIR package: .tgz, or a folder with one; may be repeated, and may be followed by several
  --profile URL   a profile beside those that the resources claim; may be repeated
  --json          one JSON object with counts and issues instead of a line for each issue

Leaves with 1 when an error was found, with 2 when it was not understood or a package could not be read.
`;

const USAGE = 2;

const textLine = (issue: FileIssue): string => {
  const place = issue.expression === '' ? issue.file : `${issue.file}: ${issue.expression}`;
  const source = issue.source.profile === null ? '' : ` (${issue.source.profile})`;
  return `${issue.severity}: ${place}: ${issue.message} [${issue.rule}]${source}\n`;
};

const jsonIssue = ({ file, expression, severity, code, rule, message, source }: FileIssue): object => ({
  file,
  expression,
  severity,
  code,
  rule,
  message,
  source,
});

const validate = async (given: ValidateArguments): Promise<number> => {
  const definitions = await loadDefinitions(given.packages);
  const unknown = given.profiles.find((profile) => definitions.structure(profile) === undefined);
  if (unknown !== undefined) throw new UsageError(`no package holds the profile ${unknown}`);
  const deps = {
    definitions,
    validator: createValidator(definitions),
    profiles: given.profiles,
    stdin: process.stdin,
  };
  const counts = { resources: 0, errors: 0, warnings: 0 };
  const kept: object[] = [];
  for await (const { isResource, issues } of validateFiles(deps, given.files)) {
    if (isResource) counts.resources += 1;
    for (const issue of issues) {
      if (issue.severity === 'error') counts.errors += 1;
      if (issue.severity === 'warning') counts.warnings += 1;
      if (given.json) kept.push(jsonIssue(issue));
      else process.stdout.write(textLine(issue));
    }
  }
  const { resources, errors, warnings } = counts;
  process.stdout.write(
    given.json
      ? `${JSON.stringify({ ...counts, issues: kept })}\n`
      : `resources: ${resources}, errors: ${errors}, warnings: ${warnings}\n`,
  );
  return errors > 0 ? 1 : 0;
};

const main = async (words: readonly string[]): Promise<number> => {
  const [command, ...rest] = words;
  if (command === undefined || command === 'help' || words.includes('--help')) {
    process.stdout.write(HELP);
    return command === undefined ? USAGE : 0;
  }
  try {
    if (command !== 'validate') throw new UsageError(`there is no command ${command}`);
    return await validate(readArguments(rest));
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof PackageUnreadable)) throw error;
    process.stderr.write(`tsunagu-fhir: ${error.message}\n`);
    return USAGE;
  }
};

// Whoever reads may have read enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
