import Type from 'typebox';
import { type Clock, dateInTokyo } from '../../../kernel/clock.ts';
import type { App } from '../../../kernel/http/app.ts';
import type { DrugKnowledge } from '../model/knowledge.ts';

/** Nothing of a patient is here: whoever prescribes, dispenses or gives drugs, and their programs. */
const CLINICAL = { permission: ['physician', 'pharmacist', 'nurse', 'system'], audience: 'both' } as const;
const MOST_FOUND = 100;
const USUAL_FOUND = 20;

const query = Type.Object({
  q: Type.String({ maxLength: 100 }),
  on: Type.Optional(Type.String({ format: 'date' })),
  limit: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$' })),
  form: Type.Optional(Type.String({ pattern: '^[0-9]{1,2}$' })),
});

interface DrugRoutesDeps {
  readonly knowledge: () => Promise<DrugKnowledge>;
  readonly clock: Clock;
}

interface Asked {
  readonly on?: string;
  readonly limit?: string;
  readonly form?: string;
}

/** Search of drugs and of directions for use, and what is known at all. */
export function drugRoutes(app: App, { knowledge, clock }: DrugRoutesDeps): void {
  const optionsOf = ({ on, limit, form }: Asked) => ({
    on: on ?? dateInTokyo(clock()),
    limit: Math.min(Number(limit ?? USUAL_FOUND), MOST_FOUND),
    ...(form === undefined ? {} : { form }),
  });

  app.get('/api/drugs', { config: CLINICAL, schema: { querystring: query } }, async (request) => ({
    drugs: (await knowledge()).search(request.query.q, optionsOf(request.query)),
  }));

  app.get('/api/drugs/usages', { config: CLINICAL, schema: { querystring: query } }, async (request) => ({
    usages: (await knowledge()).searchUsage(request.query.q, optionsOf(request.query)),
  }));

  app.get('/api/drugs/sources', { config: CLINICAL }, async () => {
    const { version, demo, sources } = await knowledge();
    return { version, demo, sources };
  });
}
