import { useMutation } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { seatIsFree } from './idle-lock.ts';
import { keepSession, queryClient } from './query-client.ts';
import { SESSION_KEY } from './session.tsx';

let byChoice = false;

/** Whether the person went of their own will: then there is no page to come back to. */
export const leftByChoice = (): boolean => byChoice;

/** The next person begins at the sign-in page. */
export function arriveAnew(): void {
  byChoice = false;
  seatIsFree();
}

/** Ends the session; the pages leave the screen at once, and then it is asked whether the server agrees. */
export function useSignOut() {
  return useMutation({
    mutationFn: api.signOut,
    onSettled: () => {
      byChoice = true;
      keepSession(null);
      void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
    },
  });
}
