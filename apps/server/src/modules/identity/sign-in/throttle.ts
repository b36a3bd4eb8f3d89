import type { Clock } from '../../../kernel/clock.ts';

const FREE_ATTEMPTS = 5;
const LONGEST_WAIT_S = 300;
const MOST_KEYS = 10_000;

interface Failures {
  count: number;
  blockedUntil: number;
}

/**
 * Slows down guessing: from the sixth failure on, each one doubles the wait, up to five minutes.
 * Keyed by account and address, so that nobody can lock another person out from elsewhere.
 */
export class SignInThrottle {
  private readonly failures = new Map<string, Failures>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Seconds until the next attempt is allowed; 0 = now. */
  waitSeconds(key: string): number {
    const blockedUntil = this.failures.get(key)?.blockedUntil ?? 0;
    return Math.max(0, Math.ceil((blockedUntil - this.clock().getTime()) / 1000));
  }

  failed(key: string): void {
    const count = (this.failures.get(key)?.count ?? 0) + 1;
    const seconds = count <= FREE_ATTEMPTS ? 0 : Math.min(LONGEST_WAIT_S, 2 ** (count - FREE_ATTEMPTS));
    this.failures.delete(key);
    this.failures.set(key, { count, blockedUntil: this.clock().getTime() + seconds * 1000 });
    const [oldest] = this.failures.keys();
    if (this.failures.size > MOST_KEYS && oldest !== undefined) this.failures.delete(oldest);
  }

  succeeded(key: string): void {
    this.failures.delete(key);
  }
}
