import type { Provenance } from '../../../api/types.ts';

/** What a line's file is called: by its sender, or by the beginning of its fingerprint where the name is withheld. */
export const sourceName = ({ file, fileName }: Provenance): string => fileName ?? file.slice(0, 12);
