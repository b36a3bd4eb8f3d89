import { useQuery } from '@tanstack/react-query';
import { identity } from '../../api/identity.ts';
import { queryClient } from '../../app/query-client.ts';

const ORGANISATIONS_KEY = ['organisations'] as const;

/** Every organisation of the installation. */
export const useOrganisations = () =>
  useQuery({ queryKey: ORGANISATIONS_KEY, queryFn: identity.organisations });

export const refreshOrganisations = () => queryClient.invalidateQueries({ queryKey: ORGANISATIONS_KEY });
