import Type from 'typebox';
import { dateInTokyo } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { type App, sessionOf } from '../../kernel/http/app.ts';
import { type Actor, actorOf, disclose, facilityOf, requirePersonId } from '../access/index.ts';
import { NOBODY, type PersonId } from '../registry/index.ts';
import { listAlerts } from './alerts/list-alerts.ts';
import { OVERRIDE_REASONS } from './alerts/settle.ts';
import { MOST_DAYS, suppressAlert } from './alerts/suppress.ts';
import { type CheckDeps, checkForPerson } from './check/check-for-person.ts';
import { targetsOf } from './check/targets.ts';
import { personOfPrescription, readPrescriptionRow } from './store.ts';

const CHECKING = { permission: ['physician', 'pharmacist', 'system'], audience: 'both' } as const;

const Day = Type.String({ format: 'date', maxLength: 10 });
const Id = Type.String({ pattern: '^[0-9a-f-]{36}$' });
const Person = Type.Object({ ref: Type.String({ maxLength: 36 }) });
const Code = Type.String({ maxLength: 32 });

/** As much of a draft as a check looks at; what else it says is not looked at. */
const Groups = Type.Array(
  Type.Object({
    form: Type.String({ maxLength: 4 }),
    quantity: Type.Number({ minimum: 0, maximum: 9_999 }),
    splitQuantity: Type.Optional(
      Type.Union([Type.Object({ perPart: Type.Number({ minimum: 0, maximum: 9_999 }) }), Type.Null()]),
    ),
    drugs: Type.Array(
      Type.Object({
        category: Type.Optional(Type.Union([Type.String({ maxLength: 2 }), Type.Null()])),
        codeKind: Type.String({ maxLength: 2 }),
        code: Type.Union([Code, Type.Null()]),
        name: Type.String({ maxLength: 200 }),
        amount: Type.String({ maxLength: 16 }),
      }),
      { maxItems: 100 },
    ),
  }),
  { maxItems: 100 },
);
// An oral consent without its note is refused at the door, with an entry, and not as a malformed request.
const OralConsent = Type.Optional(
  Type.Union([Type.Object({ chartNoteId: Type.Optional(Type.String({ maxLength: 64 })) }), Type.Null()]),
);

/** Checks of drugs, and what is done about their alerts. */
export function checkRoutes(app: App, deps: CheckDeps): void {
  app.post(
    '/api/persons/:ref/prescriptions/check',
    {
      config: CHECKING,
      schema: {
        params: Person,
        body: Type.Object({
          draft: Type.Object({ issuedOn: Type.Optional(Day), groups: Groups }),
          oralConsent: OralConsent,
          /** The own prescription that the draft takes the place of. */
          changing: Type.Optional(Id),
        }),
      },
    },
    async (request) => {
      const { draft, oralConsent, changing } = request.body;
      const actor = actorOf(sessionOf(request));
      const personId = requirePersonId(request.params.ref);
      if (changing !== undefined) {
        const row = await readPrescriptionRow(deps.db, personId, changing);
        if (row?.institutionCode !== facilityOf(actor))
          return refuse(deps, { actor, personId, requestId: request.id });
      }
      return checkForPerson(deps, {
        actor,
        personId,
        targets: targetsOf(draft.groups),
        on: draft.issuedOn ?? dateInTokyo(deps.clock()),
        ownPrescriptionIds: changing === undefined ? [] : [changing],
        oralConsent: noteOf(oralConsent),
        requestId: request.id,
      });
    },
  );

  app.post(
    '/api/prescriptions/:id/check',
    {
      config: CHECKING,
      schema: {
        params: Type.Object({ id: Id }),
        body: Type.Object({
          /** What is to be handed out; default: what was prescribed. */
          groups: Type.Optional(Groups),
          on: Type.Optional(Day),
          oralConsent: OralConsent,
        }),
      },
    },
    async (request) => {
      const { groups, on, oralConsent } = request.body;
      const { id } = request.params;
      const actor = actorOf(sessionOf(request));
      const personId = await personOfPrescription(deps.db, id);
      const row = personId === null ? null : await readPrescriptionRow(deps.db, personId, id);
      // Whoever neither issued it nor has it learns nothing of it.
      if (row === null || ![row.institutionCode, row.pharmacyCode].includes(facilityOf(actor)))
        return refuse(deps, { actor, personId: personId ?? NOBODY, requestId: request.id });
      return checkForPerson(deps, {
        actor,
        personId: row.personId,
        targets: targetsOf(groups ?? row.document.groups),
        on: on ?? dateInTokyo(deps.clock()),
        ownPrescriptionIds: [id],
        oralConsent: noteOf(oralConsent),
        requestId: request.id,
      });
    },
  );

  app.get(
    '/api/prescriptions/alerts',
    { config: CHECKING, schema: { querystring: Type.Object({ from: Day, to: Day }) } },
    (request) =>
      listAlerts(deps, { actor: actorOf(sessionOf(request)), ...request.query, requestId: request.id }),
  );

  app.post(
    '/api/persons/:ref/suppressions',
    {
      config: CHECKING,
      schema: {
        params: Person,
        body: Type.Object({
          pair: Type.String({ minLength: 1, maxLength: 200 }),
          reason: Type.Union(OVERRIDE_REASONS.map((reason) => Type.Literal(reason))),
          days: Type.Integer({ minimum: 1, maximum: MOST_DAYS }),
        }),
      },
    },
    (request) =>
      suppressAlert(deps, {
        actor: actorOf(sessionOf(request)),
        personId: requirePersonId(request.params.ref),
        ...request.body,
        requestId: request.id,
      }),
  );
}

/** Whoever asks for what is not theirs leaves an entry too. */
const refuse = (
  deps: CheckDeps,
  asked: { readonly actor: Actor; readonly personId: PersonId; readonly requestId: string },
): Promise<never> =>
  disclose(deps, { ...asked, purpose: 'drug-check', categories: [] }, async () => {
    throw new AppError('RX_UNKNOWN');
  });

const noteOf = (given: { readonly chartNoteId?: string } | null | undefined) =>
  given == null ? null : { chartNoteId: given.chartNoteId ?? '' };
