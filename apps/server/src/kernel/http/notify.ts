import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { guardedLookup, type TargetPolicy } from './targets.ts';

interface Notification {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Default: nothing. */
  readonly body?: string;
  readonly targets: TargetPolicy;
  /** For all of it: a target that answers letter by letter would keep everybody else waiting. */
  readonly withinMs: number;
}

/** A POST; whether it was taken. Redirects are not followed: they would lead where nobody looked. */
export function notify({ url, headers, body = '', targets, withinMs }: Notification): Promise<boolean> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const request = send(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        lookup: guardedLookup(targets),
        signal: AbortSignal.timeout(withinMs),
      },
      (answer) => {
        // What else it says is nobody's business, and may be cut off by the deadline.
        answer.on('error', () => {});
        answer.resume();
        const { statusCode = 0 } = answer;
        resolve(statusCode >= 200 && statusCode < 300);
      },
    );
    request.on('error', () => resolve(false));
    request.end(body);
  });
}
