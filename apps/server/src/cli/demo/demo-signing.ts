import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Region } from '../../demo/index.ts';
import { type IssuedProfessional, sealToken } from '../../kernel/pki/hpki/index.ts';
import { replaceKey } from '../../modules/prescriptions/index.ts';
import { DEMO_PASSWORD, type Runtime } from '../../runtime.ts';
import { say } from '../arguments.ts';
import tokens from './demo-tokens.json' with { type: 'json' };

const DAY_MS = 86_400_000;

/**
 * Gives every physician and pharmacist of the demo a key in the key service, and writes token files to sign with at the
 * shell: good ones, and one for each way in which a certificate is refused.
 */
export async function makeDemoSigners(
  runtime: Runtime,
  { showcase }: Pick<Region, 'showcase'>,
): Promise<void> {
  // Where real authorities are trusted the test authority would be of no use.
  if (runtime.hpkiTrustDirectory !== null) return;
  for (const { account, displayName, role, facility } of showcase.staff)
    if (facility !== null && (role === 'physician' || role === 'pharmacist'))
      await replaceKey(runtime, { account, displayName, role });
  await mkdir(runtime.demoTokens, { recursive: true, mode: 0o700 });
  for (const token of tokens) {
    const holder = showcase.staff.find(({ role }) => role === token.holder);
    const issued = await issue(runtime, token, holder?.displayName ?? 'デモ');
    const { certificateDer, privateKey } = issued;
    const file = await sealToken({ certificateChain: [certificateDer], privateKey }, DEMO_PASSWORD);
    await writeFile(join(runtime.demoTokens, `${token.file}.p12`), file, { mode: 0o600 });
  }
  say(`  tokens to sign with: ${tokens.length}, in ${runtime.demoTokens}, password ${DEMO_PASSWORD}`);
}

type TokenOrder = (typeof tokens)[number];

async function issue(
  { hpkiAuthority, clock }: Runtime,
  { role, endedDaysAgo, revokedDaysAgo }: TokenOrder,
  name: string,
): Promise<IssuedProfessional> {
  const authority = await hpkiAuthority();
  const before = (days: number): Date => new Date(clock().getTime() - days * DAY_MS);
  const times =
    endedDaysAgo === null ? {} : { notBefore: before(endedDaysAgo + 365), notAfter: before(endedDaysAgo) };
  const issued = await authority.issue({ name, role, ...times });
  if (revokedDaysAgo !== null) await authority.revoke(issued.serial, 'changed', before(revokedDaysAgo));
  return issued;
}
