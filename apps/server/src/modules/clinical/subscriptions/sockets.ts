import type { WebSocket } from '@fastify/websocket';
import type { Session } from '../../../kernel/auth/session.ts';

export interface SocketsDeps {
  /** Whether the session may be told of this subscription: it is active, a websocket's, and the caller may read it. */
  readonly mayBind: (session: Session, subscriptionId: string) => Promise<boolean>;
  /** Told when somebody is bound: what was missed may be told now. */
  readonly bound: () => void;
  readonly onError: (error: unknown) => void;
  /** How often connections are looked at. Default: HEARTBEAT_MS and RECHECK_MS. */
  readonly heartbeatMs?: number;
  readonly recheckMs?: number;
}

export interface Visitor {
  readonly session: Session;
  /** The session as it is now; null when its token ran out or was revoked. */
  readonly readAgain: () => Promise<Session | null>;
}

/** The connections of this process. */
export interface Sockets {
  open(socket: WebSocket, visitor: Visitor): void;
  /** Subscriptions to which somebody is bound. */
  subscriptions(): readonly string[];
  /** Sends `ping <id>` to all who are bound and may still be told; how many these were. */
  ping(subscriptionId: string): Promise<number>;
  /** Ends all connections; whoever does not say goodbye is cut off. */
  close(): void;
}

interface Connection extends Visitor {
  readonly socket: WebSocket;
  readonly bound: Set<string>;
  /** Answered since the last heartbeat. */
  alive: boolean;
  /** Messages that wait for their answer. */
  waiting: number;
  /** The last of them. */
  handled: Promise<void>;
}

const HEARTBEAT_MS = 30_000;
const RECHECK_MS = 60_000;
const GOODBYE_MS = 1_000;
const MOST_PER_CLIENT = 20;
const MOST_BINDS = 20;
const MOST_WAITING = 40;
/** Of pings that the other side does not take. */
const MOST_UNSENT_BYTES = 64 * 1024;

const BIND = /^bind ([A-Za-z0-9\-.]{1,64})\s*$/;

/** Codes of RFC 6455 §7.4.1, and 1013 of the IANA registry. */
const CLOSE = { goingAway: 1001, noBinary: 1003, policy: 1008, tryLater: 1013 } as const;

/**
 * Who is connected, and bound to what. `bind <id>` is answered with `bound <id>`, or `unbound <id>` for whatever reason;
 * any other text with `unbound`. @spec https://hl7.org/fhir/R4/subscription.html
 */
export function openSockets(deps: SocketsDeps): Sockets {
  const { onError, heartbeatMs = HEARTBEAT_MS, recheckMs = RECHECK_MS } = deps;
  const connections = new Set<Connection>();
  let closed = false;
  const heartbeat = setInterval(() => beat(connections), heartbeatMs).unref();
  const recheck = setInterval(() => {
    for (const connection of connections) stillAllowed(connection).catch(onError);
  }, recheckMs).unref();

  async function handle(connection: Connection, text: string): Promise<void> {
    const id = BIND.exec(text)?.[1];
    if (id === undefined) return send(connection, 'unbound');
    const { bound } = connection;
    const room = bound.has(id) || bound.size < MOST_BINDS;
    const session = await stillAllowed(connection);
    if (session === null) return;
    if (!room || !(await deps.mayBind(session, id))) return send(connection, `unbound ${id}`);
    bound.add(id);
    send(connection, `bound ${id}`);
    deps.bound();
  }

  return {
    open(socket, visitor) {
      if (closed) return goodbye(socket, CLOSE.goingAway);
      const { account } = visitor.session;
      const same = [...connections].filter(({ session }) => session.account === account);
      if (same.length >= MOST_PER_CLIENT) return goodbye(socket, CLOSE.tryLater);
      const entered: Connection = {
        ...visitor,
        socket,
        bound: new Set(),
        alive: true,
        waiting: 0,
        handled: Promise.resolve(),
      };
      connections.add(entered);
      socket.on('close', () => connections.delete(entered));
      socket.on('pong', () => {
        entered.alive = true;
      });
      socket.on('message', (data, isBinary) => {
        if (isBinary) return goodbye(socket, CLOSE.noBinary);
        if (entered.waiting >= MOST_WAITING) return goodbye(socket, CLOSE.policy);
        entered.waiting += 1;
        // One after the other, so that the answers come in the order of the questions.
        entered.handled = entered.handled
          .then(() => handle(entered, String(data)))
          .catch((error: unknown) => {
            onError(error);
            socket.terminate();
          })
          .finally(() => {
            entered.waiting -= 1;
          });
      });
    },
    subscriptions: () => [...new Set([...connections].flatMap(({ bound }) => [...bound]))],
    async ping(subscriptionId) {
      const bound = [...connections].filter((one) => one.bound.has(subscriptionId));
      const allowed = await Promise.all(bound.map(stillAllowed));
      const told = bound.filter((_, at) => allowed[at] !== null);
      for (const connection of told) send(connection, `ping ${subscriptionId}`);
      return told.length;
    },
    close() {
      closed = true;
      clearInterval(heartbeat);
      clearInterval(recheck);
      for (const { socket } of connections) goodbye(socket, CLOSE.goingAway);
    },
  };
}

/** The session as it is now; closes the connection where there is none any more. */
async function stillAllowed({ socket, readAgain }: Connection): Promise<Session | null> {
  const session = await readAgain();
  if (session === null) goodbye(socket, CLOSE.policy);
  return session === null || socket.readyState !== socket.OPEN ? null : session;
}

/** Asks politely, and does not wait long for the answer. */
function goodbye(socket: WebSocket, code: number): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.close(code);
  const cut = setTimeout(() => socket.terminate(), GOODBYE_MS);
  socket.once('close', () => clearTimeout(cut));
}

function send({ socket }: Connection, text: string): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > MOST_UNSENT_BYTES) socket.terminate();
  else socket.send(text);
}

/** Whoever did not answer the last one is gone. */
function beat(connections: ReadonlySet<Connection>): void {
  for (const connection of connections) {
    if (!connection.alive) connection.socket.terminate();
    else {
      connection.alive = false;
      connection.socket.ping();
    }
  }
}
