import defaults from './profile.json' with { type: 'json' };

/** What a certificate of HPKI has to say; a folder of trusted authorities may bring its own (`profile.json`). */
export interface HpkiProfile {
  /** Attribute in subjectDirectoryAttributes (2.5.29.9) that holds the role. */
  readonly hcRoleAttribute: string;
  /** Codes of qualifications that are understood. */
  readonly codingSchemes: readonly string[];
  /** Certificate policies, in dotted form: one of them must stand in the certificate. */
  readonly policies: readonly string[];
  /** Who may sign which document. */
  readonly roles: Readonly<Record<'prescription' | 'dispensing', readonly string[]>>;
  /** How far the clocks of signers may differ from this one. */
  readonly clockToleranceSeconds: number;
  /** How old a signature may be when its document is registered. */
  readonly mostSigningAgeHours: number;
}

export const DEFAULT_PROFILE: HpkiProfile = defaults;

/** The known facts of a profile that names only some; an Error says which one is not as it should be. */
export function readProfile(json: string): HpkiProfile {
  const given: unknown = JSON.parse(json);
  if (typeof given !== 'object' || given === null) throw new Error('profile.json: not an object');
  const merged = { ...DEFAULT_PROFILE, ...(given as Partial<HpkiProfile>) };
  const texts = (value: unknown): boolean =>
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
  const wrong = [
    ['hcRoleAttribute', typeof merged.hcRoleAttribute !== 'string'],
    ['codingSchemes', !texts(merged.codingSchemes)],
    ['policies', !texts(merged.policies)],
    ['roles', !texts(merged.roles?.prescription) || !texts(merged.roles?.dispensing)],
    ['clockToleranceSeconds', !(merged.clockToleranceSeconds >= 0)],
    ['mostSigningAgeHours', !(merged.mostSigningAgeHours > 0)],
  ].find(([, is]) => is === true);
  if (wrong !== undefined) throw new Error(`profile.json: ${wrong[0]}`);
  return merged;
}
