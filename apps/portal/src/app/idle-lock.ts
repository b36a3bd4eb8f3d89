import { useEffect, useSyncExternalStore } from 'react';
import { identity } from '../api/identity.ts';
import { forgetAll, queryClient } from './query-client.ts';
import { SESSION_KEY } from './session.tsx';

/** After so long without a hand on keyboard or pointer the screen is cleared. @spec security.md §9.3 */
const IDLE_MS = 10 * 60_000;
/** So long before, the person is told. */
const WARN_MS = 60_000;
/** The server counts requests, not hands: one who reads for long is told to it this often. */
const TELL_SERVER_MS = 3 * 60_000;
const LOOK_EVERY_MS = 2_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const;

type Message = 'active' | 'locked' | 'unlocked';
type State = 'open' | 'closing-soon' | 'locked';

/** Other windows of the same browser: a hand in one keeps all open, leaving one leaves all. */
const windows = new BroadcastChannel('tsunagu-seat');
const listeners = new Set<() => void>();
let state: State = 'open';
let lastSign = Date.now();
let lastTold = Date.now();
/** The server has not yet heard that this window is locked. */
let unheard = false;

function enter(next: State): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

function sign(): void {
  if (state === 'locked') return;
  // Movements come by the dozen; other windows need to hear of one now and then only.
  const worthTelling = Date.now() - lastSign > 5_000;
  lastSign = Date.now();
  enter('open');
  if (worthTelling) windows.postMessage('active' satisfies Message);
}

async function tellLocked(): Promise<void> {
  try {
    await identity.lock();
    unheard = false;
  } catch {
    unheard = true;
  }
}

/** Clears the screen at once, in every window; the server hears of it as soon as it can be reached. */
export function leaveSeat(): void {
  coverUp();
  windows.postMessage('locked' satisfies Message);
  void tellLocked();
}

function coverUp(): void {
  enter('locked');
  forgetAll();
}

/** Nobody is signed in in this window: there is nothing left to cover. */
export function seatIsFree(): void {
  enter('open');
}

/** After a factor was given: opens this window and the others again. */
export function returnToSeat(): void {
  lastSign = Date.now();
  unheard = false;
  enter('open');
  windows.postMessage('unlocked' satisfies Message);
}

windows.onmessage = ({ data }: MessageEvent<Message>) => {
  if (data === 'active') {
    lastSign = Date.now();
    if (state === 'closing-soon') enter('open');
  } else if (data === 'locked') coverUp();
  else {
    enter('open');
    lastSign = Date.now();
    void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
  }
};

function look(): void {
  if (state === 'locked') {
    if (unheard) void tellLocked();
    return;
  }
  const now = Date.now();
  if (now - lastSign >= IDLE_MS) leaveSeat();
  else if (now - lastSign >= IDLE_MS - WARN_MS) enter('closing-soon');
  if (state === 'open' && lastSign > lastTold && now - lastTold > TELL_SERVER_MS) {
    lastTold = now;
    void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
  }
}

/** Watches for a pause while somebody is signed in. */
export function useSeat(): State {
  useEffect(() => {
    lastSign = Date.now();
    const timer = setInterval(look, LOOK_EVERY_MS);
    for (const name of SIGNS) window.addEventListener(name, sign, { passive: true, capture: true });
    // A machine that slept looks at the clock before it shows the page.
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      for (const name of SIGNS) window.removeEventListener(name, sign, { capture: true });
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return useSeatState();
}

/** Whether the seat was left, in this window or another of the browser, for screens that watch for no pause. */
export function useSeatState(): State {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
