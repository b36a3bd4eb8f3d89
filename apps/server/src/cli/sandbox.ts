import { type Command, parseOptions, printJson, required, say } from './arguments.ts';
import { demoGuide, loadDemo } from './demo/load-demo.ts';
import { prepareClients, type SandboxFile, sandboxFolder } from './sandbox/clients.ts';
import { linesOf, watchRequests } from './sandbox/request-log.ts';
import { fetchToken } from './sandbox/token.ts';
import { runServer } from './serve.ts';

/** Never the data of an installation. */
const SANDBOX_DATA = '.tsunagu-sandbox';

const OPTIONS = {
  data: { type: 'string', default: SANDBOX_DATA },
  port: { type: 'string' },
  host: { type: 'string' },
  packages: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const sandbox: Command = {
  name: 'sandbox',
  usage: `[--data ${SANDBOX_DATA}] [--port 8080] [--host 127.0.0.1] [--packages DIR] [--json]`,
  summary:
    'Serve the demo region for engineers who connect a program: test programs with keys, and every refusal explained as it happens. --packages: folder with FHIR packages; --json: requests as NDJSON on standard output.',
  run: ({ readConfig, rest }) => {
    const { values } = parseOptions(rest, OPTIONS);
    const { packages, json = false, ...places } = values;
    const config = readConfig({ ...places, fhirPackages: packages });
    const folder = sandboxFolder(config.dataDirectory);
    return runServer(config, {
      prepare: loadDemo,
      observe: (app) =>
        watchRequests(app, (request) => {
          if (json) process.stdout.write(`${JSON.stringify(request)}\n`);
          else for (const line of linesOf(request)) say(line);
        }),
      ready: async (runtime) => {
        const file = await prepareClients(runtime, folder, config.publicOrigin);
        const guide = [...(await demoGuide(runtime)), ...guideOf(file, folder)];
        for (const line of guide) say(line);
      },
    });
  },
};

const guideOf = ({ origin, clients }: SandboxFile, folder: string): string[] => [
  `FHIR: ${origin}/fhir/R4    try out: ${origin}/api-docs    requests: ${origin}/sandbox/requests`,
  `Programs, with their keys in ${folder}:`,
  ...clients.map(
    ({ key, clientId, organisation, scopes }) =>
      `  ${key.padEnd(8)}  ${clientId}  ${organisation}  ${scopes.join(' ')}`,
  ),
  'A token for curl: tsunagu sandbox token --client hospital',
  '',
];

export const sandboxToken: Command = {
  name: 'sandbox token',
  usage: `--client NAME [--scope "S …"] [--data ${SANDBOX_DATA}] [--json]`,
  summary: 'Print an access token for one of the running sandbox’s programs: hospital, pharmacy or insurer.',
  async run({ readConfig, rest }) {
    const { values } = parseOptions(rest, {
      data: OPTIONS.data,
      client: { type: 'string' },
      scope: { type: 'string' },
      json: { type: 'boolean' },
    });
    const folder = sandboxFolder(readConfig({ data: values.data }).dataDirectory);
    const token = await fetchToken(folder, required(values.client, 'client'), values.scope ?? null);
    if (values.json === true) printJson({ access_token: token });
    else process.stdout.write(`${token}\n`);
    return 0;
  },
};
