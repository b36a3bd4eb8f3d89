import Type from 'typebox';
import { type App, sessionCookieOf } from '../../../kernel/http/app.ts';
import { CARD_PURPOSES } from '../../../kernel/pki/card-message.ts';
import { answerSession, askingOf } from '../http.ts';
import { endSession } from '../session.ts';
import { setChallenge } from './challenge.ts';
import { type DemoCardDeps, listDemoCards, readDemoCard } from './demo-cards.ts';
import type { CardDeps } from './deps.ts';
import { registerCard } from './register-card.ts';
import { signInWithCard } from './sign-in-with-card.ts';

export interface CardRouteDeps extends CardDeps, DemoCardDeps {
  readonly db: CardDeps['db'];
}

const PUBLIC = { permission: 'public', audience: 'portal' } as const;

const base64 = (maxLength: number) =>
  Type.String({ minLength: 4, maxLength, pattern: '^[A-Za-z0-9+/]+={0,2}$' });
/** The longest certificate that is read has 8 KiB, the longest signature 512 octets. */
const SIGNED = { certificate: base64(11_000), signature: base64(1_000) };
const ANSWER = { challengeId: Type.String({ minLength: 1, maxLength: 100 }), ...SIGNED };
const NUMBER = Type.String({ maxLength: 100 });

const REGISTRATION = Type.Object({
  ...ANSWER,
  signing: Type.Object(SIGNED),
  insurerNumber: NUMBER,
  symbol: NUMBER,
  number: NUMBER,
  branch: NUMBER,
  birthDate: Type.String({ format: 'date' }),
});

/** Cards: challenges, signing in, registration, and the cards of the demo. */
export function cardRoutes(app: App, deps: CardRouteDeps): void {
  app.post(
    '/api/card/challenge',
    {
      config: { permission: 'public', audience: 'both' },
      schema: { body: Type.Object({ purpose: Type.Enum([...CARD_PURPOSES]) }) },
    },
    (request) => setChallenge(deps, { purpose: request.body.purpose, address: request.ip }),
  );

  app.post(
    '/api/sign-in/card',
    { config: PUBLIC, schema: { body: Type.Object(ANSWER) } },
    async (request, reply) => {
      const token = await signInWithCard(deps, askingOf(request), request.body);
      const before = sessionCookieOf(request);
      if (before !== undefined) await endSession(deps, before);
      return answerSession(deps, request, reply, token);
    },
  );

  app.post(
    '/api/card/registration',
    { config: PUBLIC, schema: { body: REGISTRATION } },
    async (request, reply) => {
      const { challengeId, certificate, signature, signing, ...numbers } = request.body;
      const registration = { challengeId, certificate, signature, signing, numbers };
      const token = await registerCard(deps, askingOf(request), registration);
      const before = sessionCookieOf(request);
      if (before !== undefined) await endSession(deps, before);
      return answerSession(deps, request, reply, token);
    },
  );

  app.get('/api/demo/cards', { config: PUBLIC }, () => listDemoCards(deps));
  app.get(
    '/api/demo/cards/:key',
    { config: PUBLIC, schema: { params: Type.Object({ key: Type.String({ maxLength: 100 }) }) } },
    async (request, reply) =>
      reply.type('application/x-pkcs12').send(await readDemoCard(deps, request.params.key)),
  );
}
