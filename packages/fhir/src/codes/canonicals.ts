import canonicals from './canonicals.json' with { type: 'json' };

/** Profiles of JP Core, by name, as canonical URLs without version. @spec fhir-jp-core.md §3 */
export const PROFILES: Readonly<Record<ProfileName, string>> = canonicals.profiles;
export type ProfileName = keyof typeof canonicals.profiles;

/** Extensions by name, as canonical URLs. @spec fhir-jp-core.md §3, §4 */
export const EXTENSIONS: Readonly<Record<ExtensionName, string>> = canonicals.extensions;
export type ExtensionName = keyof typeof canonicals.extensions;
