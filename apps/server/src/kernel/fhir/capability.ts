import type { Definitions, SearchParameter } from '@tsunagu/fhir';
import { AppError } from '../errors/app-error.ts';
import { compile } from './compile.ts';
import { baseUrlOf, FHIR_VERSION, type FhirDeps } from './exchange.ts';
import type { Operation } from './ports.ts';
import { isSearched, isWritten, servedTypes } from './served.ts';

type Fields = { readonly [element: string]: unknown };
export type CapabilityStatement = { readonly resourceType: 'CapabilityStatement' } & Fields;

const made = new WeakMap<FhirDeps, Promise<CapabilityStatement>>();

/** What this server does, from what was handed to it: nothing is promised that is not registered. */
export function capabilityStatement(deps: FhirDeps): Promise<CapabilityStatement> {
  const known = made.get(deps);
  if (known !== undefined) return known;
  const making = describe(deps).catch((error: unknown) => {
    made.delete(deps);
    throw error;
  });
  made.set(deps, making);
  return making;
}

async function describe(deps: FhirDeps): Promise<CapabilityStatement> {
  const { definitions } = await deps.sets.get('core');
  const types = [...servedTypes(deps)].filter((type) => definitions.resourceTypes.has(type)).sort();
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: deps.clock().toISOString(),
    kind: 'instance',
    software: { name: 'Tsunagu' },
    implementation: { description: 'Tsunagu', url: baseUrlOf(deps) },
    fhirVersion: FHIR_VERSION,
    format: ['application/fhir+json', 'application/fhir+xml'],
    patchFormat: ['application/json-patch+json'],
    rest: [
      {
        mode: 'server',
        ...(deps.websocket === undefined
          ? {}
          : { extension: [{ url: WEBSOCKET, valueUri: deps.websocket }] }),
        security: security(deps),
        resource: types.map((type) => resourceOf(deps, definitions, type)),
        interaction: [{ code: 'batch' }, ...(deps.writer === null ? [] : [{ code: 'transaction' }])],
        ...operationsOf(deps.operations.filter(({ level }) => level === 'system')),
      },
    ],
  };
}

const WEBSOCKET = 'http://hl7.org/fhir/StructureDefinition/capabilitystatement-websocket';
const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';
const SECURITY_SERVICE = 'http://terminology.hl7.org/CodeSystem/restful-security-service';

/** @spec https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html */
const security = ({ publicOrigin }: FhirDeps): Fields => ({
  cors: true,
  service: [{ coding: [{ system: SECURITY_SERVICE, code: 'SMART-on-FHIR' }] }],
  extension: [
    {
      url: OAUTH_URIS,
      extension: [
        { url: 'authorize', valueUri: `${publicOrigin}/oauth/authorize` },
        { url: 'token', valueUri: `${publicOrigin}/oauth/token` },
      ],
    },
  ],
});

function resourceOf(deps: FhirDeps, definitions: Definitions, type: string): Fields {
  const searched = isSearched(deps, type);
  const written = isWritten(deps, type);
  const codes = [
    ...(searched || written ? ['read', 'vread', 'history-instance'] : []),
    ...(searched ? ['search-type'] : []),
    ...(written || type === 'Bundle' ? ['create'] : []),
    ...(written ? ['update', 'patch', 'delete'] : []),
  ];
  const parameters = searched ? supportedParameters(deps, definitions, type) : [];
  const references = parameters
    .filter((one) => one.type === 'reference')
    .map(({ code }) => `${type}:${code}`);
  return {
    type,
    ...profilesOf(definitions, type),
    interaction: codes.map((code) => ({ code })),
    versioning: written ? 'versioned-update' : 'versioned',
    readHistory: written,
    ...(written
      ? {
          updateCreate: false,
          conditionalCreate: true,
          conditionalRead: 'full-support',
          conditionalUpdate: true,
          conditionalDelete: 'single',
        }
      : searched
        ? { conditionalRead: 'full-support' }
        : {}),
    ...(references.length === 0 ? {} : { searchInclude: ['*', ...references] }),
    ...(parameters.length === 0
      ? {}
      : {
          searchParam: parameters.map(({ code, url, type: kind }) => ({
            name: code,
            definition: url,
            type: kind,
          })),
        }),
    ...operationsOf(
      deps.operations.filter(({ types }) => types.includes(type)),
      [VALIDATE],
    ),
  };
}

/** Those that a search really takes: asked of the compiler, not of a list. */
function supportedParameters(
  deps: FhirDeps,
  definitions: Definitions,
  type: string,
): readonly SearchParameter[] {
  return definitions.searchParameters(type).filter(({ code }) => {
    try {
      compile(deps, definitions, { type, parameters: [[`${code}:missing`, 'true']], strict: true });
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  });
}

const VALIDATE = {
  name: 'validate',
  definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate',
};

function operationsOf(operations: readonly Operation[], besides: readonly Fields[] = []): Fields {
  const named = new Map(
    operations.map(({ name, definition }) => [name, { name: name.slice(1), definition }] as const),
  );
  const operation = [...named.values(), ...besides];
  return operation.length === 0 ? {} : { operation };
}

/** Profiles of the installed package, against which resources are written and checked. */
function profilesOf(definitions: Definitions, type: string): Fields {
  const supported: string[] = [];
  for (const { url, type: of, derivation } of definitions.structures())
    if (of === type && derivation === 'constraint' && url.startsWith('http://jpfhir.jp/'))
      supported.push(url);
  return supported.length === 0 ? {} : { supportedProfile: supported.sort() };
}
