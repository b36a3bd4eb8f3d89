import { createServer, type Socket } from 'node:net';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The message with its transfer encodings undone. */
  readonly text: string;
  readonly subject: string;
}

export interface SmtpServer {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** Connections that were made. */
  readonly connections: () => number;
  /** Accepts mails; refuses their contents for now (451); says nothing at all. */
  behave(as: 'accepts' | 'refuses' | 'hangs'): void;
  close(): Promise<void>;
}

/** A mail server of one's own on this machine, as much of RFC 5321 as a client needs. */
export async function openSmtpServer(): Promise<SmtpServer> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let behaviour: 'accepts' | 'refuses' | 'hangs' = 'accepts';
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    if (behaviour !== 'hangs')
      talk(
        socket,
        (mail) => mails.push(mail),
        () => behaviour,
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    connections: () => connections,
    behave(as) {
      behaviour = as;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function talk(socket: Socket, keep: (mail: ReceivedMail) => void, behaviour: () => string): void {
  let from = '';
  let to: string[] = [];
  let data: string[] | null = null;
  let rest = '';
  const say = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string): void => {
    const word = line.slice(0, 4).toUpperCase();
    if (word === 'EHLO' || word === 'HELO') say('250 test.invalid');
    else if (word === 'MAIL') {
      from = /<(.*?)>/.exec(line)?.[1] ?? '';
      to = [];
      say('250 ok');
    } else if (word === 'RCPT') {
      to.push(/<(.*?)>/.exec(line)?.[1] ?? '');
      say('250 ok');
    } else if (word === 'DATA') {
      data = [];
      say('354 go on');
    } else if (word === 'QUIT') {
      say('221 bye');
      socket.end();
    } else say('250 ok');
  };
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    rest += chunk;
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (data === null) command(line);
      else if (line !== '.') data.push(line.startsWith('..') ? line.slice(1) : line);
      else {
        if (behaviour() === 'accepts') {
          keep(readMail(from, to, data));
          say('250 kept');
        } else say('451 try later');
        data = null;
      }
    }
  });
  say('220 test.invalid');
}

function readMail(from: string, to: readonly string[], lines: readonly string[]): ReceivedMail {
  const blank = lines.indexOf('');
  const head = lines
    .slice(0, blank)
    .join('\n')
    .replaceAll(/\n[ \t]/g, ' ');
  const body = lines.slice(blank + 1);
  const text = /content-transfer-encoding: base64/i.test(head)
    ? Buffer.from(body.join(''), 'base64').toString('utf8')
    : /quoted-printable/i.test(head)
      ? unquote(body.join('\n').replaceAll('=\n', ''))
      : body.join('\n');
  const subject = (/^subject: (.*)$/im.exec(head)?.[1] ?? '').replaceAll(
    /=\?utf-8\?([BQ])\?(.*?)\?=\s*/gi,
    (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('utf8')
        : unquote(word.replaceAll('_', ' ')),
  );
  return { from, to, text, subject };
}

const unquote = (text: string): string =>
  Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
