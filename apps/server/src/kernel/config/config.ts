import { join, resolve } from 'node:path';
import { AppError } from '../errors/app-error.ts';

/** The environment variables that the server reads; documented in docs/environment-variables.md (tested). */
export const ENVIRONMENT_VARIABLES = {
  DATABASE_URL: 'PostgreSQL server to use instead of the embedded one (postgres://user@host/database).',
  DATABASE_OWNER_URL:
    'Connection for migrations where DATABASE_URL signs in as tsunagu_app. Default: DATABASE_URL.',
  TSUNAGU_DATA:
    'Data directory: embedded database and stored files. Default: .tsunagu in the working directory.',
  TSUNAGU_PORT: 'Port of the web server. Default: 8080.',
  TSUNAGU_HOST: 'Address that the web server listens on. Default: 127.0.0.1.',
  TSUNAGU_LOG: 'Log level: trace, debug, info, warn, error or silent. Default: warn.',
  TSUNAGU_NAMED_STATEMENTS: 'Set to off behind a connection pooler in transaction mode. Default: on.',
  TSUNAGU_INSTITUTION_NAMES:
    'Who sees the names of institutions in a record: patient-only, or all. Default: patient-only.',
  TSUNAGU_MAX_UPLOAD_MB: 'Largest claim file accepted over HTTP, in MiB. Default: 2048.',
  TSUNAGU_PUBLIC_ORIGIN:
    'Scheme, host and port under which people reach the portal; passkeys are bound to it. Default: localhost with the port, https where the server speaks TLS.',
  TSUNAGU_TRUSTED_PROXIES:
    'Addresses of proxies before the server, with commas; their word about the caller’s address counts. Default: none.',
  TSUNAGU_TLS_CERTIFICATE:
    'Certificate chain (PEM file) with which the server itself speaks TLS. Default: none, plain HTTP.',
  TSUNAGU_TLS_KEY: 'Private key (PEM file) of TSUNAGU_TLS_CERTIFICATE.',
  TSUNAGU_TLS_CLIENT_CA:
    'Authorities (PEM file) whose certificates programs may show for mutual TLS. Default: none are asked for.',
  TSUNAGU_SMTP_URL:
    'Mail server for notices to patients (smtp://user:password@host:port). Default: none, mails wait in the outbox.',
  TSUNAGU_MAIL_FROM: 'Sender of notices. Default: tsunagu@localhost.',
  TSUNAGU_FHIR_PACKAGES:
    'Folder with the packages of FHIR profiles (.tgz: JP Core, JP-CLINS …), which are not part of this software. Default: none, resources are checked against FHIR R4 alone.',
  TSUNAGU_TOKEN_PASSWORD:
    'Password of the token file, or PIN of the card, for `tsunagu rx sign`. Default: none.',
  TSUNAGU_HPKI_TRUST:
    'Folder with the authorities (and their revocation lists) whose signatures on prescriptions are believed, see docs/signatures.md. Default: none, the test authority of the data directory alone, and every outcome says so.',
} as const;

type Name = keyof typeof ENVIRONMENT_VARIABLES;

export interface Config {
  readonly databaseUrl: string | null;
  readonly databaseOwnerUrl: string | null;
  readonly dataDirectory: string;
  readonly filesDirectory: string;
  readonly port: number;
  readonly host: string;
  readonly logLevel: string;
  readonly namedStatements: boolean;
  readonly institutionNames: 'patient-only' | 'all';
  readonly maxUploadBytes: number;
  readonly publicOrigin: string;
  readonly trustedProxies: readonly string[];
  /** Null: plain HTTP. */
  readonly tls: TlsFiles | null;
  /** Null: mails wait. */
  readonly mail: { readonly url: string; readonly from: string } | null;
  /** Folder; null: FHIR R4 alone. */
  readonly fhirPackages: string | null;
  /** Folder; null: the test authority alone. */
  readonly hpkiTrustDirectory: string | null;
}

/** Paths of PEM files. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthorities: string | null;
}

export interface ConfigOverrides {
  readonly data?: string | undefined;
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly fhirPackages?: string | undefined;
  readonly hpkiTrust?: string | undefined;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new AppError('USAGE', { port: text });
  return port;
}

const read = (name: Name): string | undefined => process.env[name] || undefined;

/** The environment for a program that is started, with something for it alone. */
export const environmentWith = (added: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...added,
});

/** What opens a token for signing; asked for by name so that it never stands among arguments. */
export const tokenPassword = (): string | null => read('TSUNAGU_TOKEN_PASSWORD') ?? null;

function publicOrigin(port: number, tls: TlsFiles | null): string {
  const text = read('TSUNAGU_PUBLIC_ORIGIN');
  if (text === undefined) return `${tls === null ? 'http' : 'https'}://localhost:${port}`;
  if (!URL.canParse(text)) throw new AppError('USAGE', { TSUNAGU_PUBLIC_ORIGIN: text });
  return new URL(text).origin;
}

function tlsFiles(): TlsFiles | null {
  const certificate = read('TSUNAGU_TLS_CERTIFICATE');
  const key = read('TSUNAGU_TLS_KEY');
  if (certificate === undefined && key === undefined) return null;
  if (certificate === undefined || key === undefined)
    throw new AppError('USAGE', { missing: 'TSUNAGU_TLS_CERTIFICATE and TSUNAGU_TLS_KEY go together' });
  return { certificate, key, clientAuthorities: read('TSUNAGU_TLS_CLIENT_CA') ?? null };
}

/** Options of the command line win over the environment, the environment over the defaults. */
export function readConfig(overrides: ConfigOverrides = {}): Config {
  const dataDirectory = resolve(overrides.data ?? read('TSUNAGU_DATA') ?? '.tsunagu');
  const databaseUrl = read('DATABASE_URL') ?? null;
  const port = portNumber(overrides.port ?? read('TSUNAGU_PORT') ?? '8080');
  const tls = tlsFiles();
  const smtp = read('TSUNAGU_SMTP_URL');
  const trust = overrides.hpkiTrust ?? read('TSUNAGU_HPKI_TRUST');
  const packages = overrides.fhirPackages ?? read('TSUNAGU_FHIR_PACKAGES');
  return {
    databaseUrl,
    databaseOwnerUrl: read('DATABASE_OWNER_URL') ?? databaseUrl,
    dataDirectory,
    filesDirectory: join(dataDirectory, 'files'),
    port,
    host: overrides.host ?? read('TSUNAGU_HOST') ?? '127.0.0.1',
    logLevel: read('TSUNAGU_LOG') ?? 'warn',
    namedStatements: read('TSUNAGU_NAMED_STATEMENTS') !== 'off',
    institutionNames: read('TSUNAGU_INSTITUTION_NAMES') === 'all' ? 'all' : 'patient-only',
    maxUploadBytes: Number(read('TSUNAGU_MAX_UPLOAD_MB') ?? 2048) * 1024 * 1024,
    publicOrigin: publicOrigin(port, tls),
    trustedProxies: (read('TSUNAGU_TRUSTED_PROXIES') ?? '').split(',').flatMap((one) => one.trim() || []),
    tls,
    mail: smtp === undefined ? null : { url: smtp, from: read('TSUNAGU_MAIL_FROM') ?? 'tsunagu@localhost' },
    fhirPackages: packages === undefined ? null : resolve(packages),
    hpkiTrustDirectory: trust === undefined ? null : resolve(trust),
  };
}
