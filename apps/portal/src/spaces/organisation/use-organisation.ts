import { useQuery } from '@tanstack/react-query';
import { identity } from '../../api/identity.ts';
import { queryClient } from '../../app/query-client.ts';

const ORGANISATION_KEY = ['organisation'] as const;

/** One's own organisation with its members and programs. */
export const useOrganisation = () => useQuery({ queryKey: ORGANISATION_KEY, queryFn: identity.organisation });

export const refreshOrganisation = () => queryClient.invalidateQueries({ queryKey: ORGANISATION_KEY });
