import { useParams } from '@tanstack/react-router';
import { segment } from '../../api/client.ts';

/** Whose pages these are: one's own (`/me`), or those of somebody for whom one acts (`/principals/:ref`). */
export interface Home {
  /** The same in addresses of the portal and of the server. */
  readonly path: string;
  readonly key: readonly string[];
  readonly isOwn: boolean;
}

export function useHome(): Home {
  const params: { readonly ref?: string } = useParams({ strict: false });
  const { ref } = params;
  return ref === undefined
    ? { path: '/me', key: ['me'], isOwn: true }
    : { path: `/principals/${segment(ref)}`, key: ['principals', ref], isOwn: false };
}
