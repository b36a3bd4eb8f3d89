import { createHash } from 'node:crypto';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { type App, sessionOf } from '../../../kernel/http/app.ts';
import { knownSigner } from '../../../kernel/pki/hpki/index.ts';
import type { SigningDeps } from './deps.ts';
import { certificateOf, enrol, type SigningCertificate } from './key-service.ts';

const CONFIG = { permission: ['physician', 'pharmacist'], audience: 'portal' } as const;

/** The second certificate of whoever is signed in. */
export function signingRoutes(app: App, deps: SigningDeps): void {
  const shown = async ({ certificateDer, serial, notAfter }: SigningCertificate) => {
    const trust = await (await deps.hpkiAuthority()).current();
    const { name, roles } = knownSigner(certificateDer, [], trust);
    return {
      name,
      role: roles[0] ?? null,
      serial,
      expiresAt: notAfter.toISOString(),
      sha256: createHash('sha256').update(certificateDer).digest('hex'),
    };
  };

  app.get('/api/me/signing', { config: CONFIG }, async (request) => {
    const certificate = await certificateOf(deps, sessionOf(request).account);
    return { certificate: certificate === null ? null : await shown(certificate) };
  });

  app.post('/api/me/signing/enrol', { config: { ...CONFIG, stepUp: true } }, async (request) => {
    const session = sessionOf(request);
    if (session.app !== null) throw new AppError('APP_NOT_ALLOWED');
    return { certificate: await shown(await enrol(deps, session, request.id)) };
  });
}
