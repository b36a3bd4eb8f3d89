import { useMutation } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { returnToSeat } from './idle-lock.ts';
import { forgetAll, queryClient } from './query-client.ts';
import { SESSION_KEY } from './session.tsx';

/** Ends the session and leads to the sign-in page; what was on the screen is forgotten even where the server is silent. */
export function useSignOut() {
  const router = useRouter();
  return useMutation({
    mutationFn: api.signOut,
    onSettled: async () => {
      forgetAll();
      router.history.replace('/sign-in');
      await queryClient.invalidateQueries({ queryKey: SESSION_KEY });
      returnToSeat();
    },
  });
}
