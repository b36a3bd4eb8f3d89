-- Electronic prescriptions and what became of them. Everything about a person is keyed by the person first.
CREATE SCHEMA prescriptions;
GRANT USAGE ON SCHEMA prescriptions TO tsunagu_app;

CREATE TABLE prescriptions.prescription (
  person_id         uuid NOT NULL,
  -- 処方箋ID, 36 characters.
  prescription_id   uuid NOT NULL,
  -- Counts the changes of this row: whoever changes it says which one was read.
  version           integer NOT NULL DEFAULT 1,
  state             text NOT NULL
                    CONSTRAINT prescription_state_known
                    CHECK (state IN ('open', 'in-dispensing', 'dispensed', 'refused', 'cancelled')),
  -- Why it was cancelled; null where it was not.
  cancelled_as      text CONSTRAINT prescription_cancelled_as_known
                    CHECK (cancelled_as IN ('cancelled', 'replaced', 'replacement-withdrawn')),
  -- 1 electronic, 2 paper (the paper is the original).
  issue_type        smallint NOT NULL CONSTRAINT prescription_issue_type_known CHECK (issue_type IN (1, 2)),
  -- 'service': registered by the institution; 'paper': a pharmacy read it from paper.
  origin            text NOT NULL CONSTRAINT prescription_origin_known CHECK (origin IN ('service', 'paper')),
  institution_code  text NOT NULL,
  issued_on         date NOT NULL,
  -- Last day of the first use, inclusive.
  usable_until      date NOT NULL,
  total_uses        smallint NOT NULL CONSTRAINT prescription_uses CHECK (total_uses BETWEEN 1 AND 3),
  -- The use that is waited for or under way, from 1.
  current_use       smallint NOT NULL DEFAULT 1,
  -- 次回調剤予定日 of the current use; null for the first.
  due_on            date,
  -- The pharmacy that has it, or dispensed it last.
  pharmacy_code     text,
  -- Once a result stood, cancelled later or not, reception cannot be given back.
  ever_dispensed    boolean NOT NULL DEFAULT false,
  replaces          uuid,
  replaced_by       uuid,
  -- The typed prescription (packages/jahis), and the signed document as it came.
  document          jsonb NOT NULL,
  original          bytea,
  -- Outcome of the verification: role, names, validity, SHA-256 of the certificate. Null: unsigned paper.
  signature         jsonb,
  -- Who prescribed, as far as an account did.
  prescriber_account text,
  registered_at     timestamptz NOT NULL,
  changed_at        timestamptz NOT NULL,
  CONSTRAINT prescription_pk PRIMARY KEY (person_id, prescription_id)
) PARTITION BY HASH (person_id);

CREATE INDEX prescription_by_institution ON prescriptions.prescription (institution_code, issued_on DESC);
CREATE INDEX prescription_by_pharmacy ON prescriptions.prescription (pharmacy_code, state) WHERE pharmacy_code IS NOT NULL;

-- Where a prescription stands: its id is all that a pharmacy may have.
CREATE TABLE prescriptions.prescription_key (
  prescription_id uuid NOT NULL CONSTRAINT prescription_key_pk PRIMARY KEY,
  person_id       uuid NOT NULL
);

-- 引換番号: one at a time for a prescription; dies with it. Numbers of different people may be equal.
CREATE TABLE prescriptions.access_code (
  person_id       uuid NOT NULL,
  code            text NOT NULL CONSTRAINT access_code_form CHECK (code ~ '^[0-9]{6,16}$'),
  prescription_id uuid NOT NULL,
  issued_at       timestamptz NOT NULL,
  ended_at        timestamptz,
  CONSTRAINT access_code_pk PRIMARY KEY (person_id, code, prescription_id)
) PARTITION BY HASH (person_id);
CREATE UNIQUE INDEX access_code_in_use ON prescriptions.access_code (person_id, code) WHERE ended_at IS NULL;
-- A code is not tried for ever.
CREATE TABLE prescriptions.code_attempt (
  facility_code text NOT NULL,
  subject       text NOT NULL,
  at            timestamptz NOT NULL
);
CREATE INDEX code_attempt_recent ON prescriptions.code_attempt (facility_code, subject, at);

-- Every step of every prescription, in the words of model/transitions.json; never changed.
CREATE TABLE prescriptions.step (
  person_id       uuid NOT NULL,
  prescription_id uuid NOT NULL,
  -- Version of the prescription that the step made.
  version         integer NOT NULL,
  event           text NOT NULL,
  from_state      text,
  to_state        text NOT NULL,
  facility_code   text NOT NULL,
  account         text NOT NULL,
  at              timestamptz NOT NULL,
  detail          jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT step_pk PRIMARY KEY (person_id, prescription_id, version)
) PARTITION BY HASH (person_id);

-- 調剤結果, one row per version; the newest counts.
CREATE TABLE prescriptions.dispensing (
  person_id       uuid NOT NULL,
  -- 調剤結果ID.
  dispensing_id   uuid NOT NULL,
  version         integer NOT NULL,
  state           text NOT NULL CONSTRAINT dispensing_state_known CHECK (state IN ('registered', 'cancelled')),
  -- All are prescriptions of this person, institution and day.
  prescription_ids uuid[] NOT NULL,
  use_no          smallint NOT NULL,
  pharmacy_code   text NOT NULL,
  dispensed_on    date NOT NULL,
  document        jsonb NOT NULL,
  -- The signed document as it came, and with the timestamp of the service.
  original        bytea,
  timestamped     bytea,
  -- Null: unsigned, allowed only where paper is the original and the request says so.
  signature       jsonb,
  -- Kept for five years at the pharmacy's wish; null = not asked for.
  stored_until    date,
  registered_at   timestamptz NOT NULL,
  account         text NOT NULL,
  CONSTRAINT dispensing_pk PRIMARY KEY (person_id, dispensing_id, version)
) PARTITION BY HASH (person_id);
CREATE INDEX dispensing_by_pharmacy ON prescriptions.dispensing (pharmacy_code, dispensed_on DESC);
CREATE TABLE prescriptions.dispensing_key (
  dispensing_id uuid NOT NULL CONSTRAINT dispensing_key_pk PRIMARY KEY,
  person_id     uuid NOT NULL
);

-- 疑義照会: asked by the pharmacy, answered by the prescriber or noted from a telephone call.
CREATE TABLE prescriptions.inquiry (
  person_id       uuid NOT NULL,
  prescription_id uuid NOT NULL,
  inquiry_id      uuid NOT NULL,
  pharmacy_code   text NOT NULL,
  asked_at        timestamptz NOT NULL,
  asked_by        text NOT NULL,
  question        text NOT NULL,
  answered_at     timestamptz,
  answered_by     text,
  -- 'portal': the prescriber wrote it; 'telephone': the pharmacist noted it.
  answered_through text CONSTRAINT inquiry_way_known CHECK (answered_through IN ('portal', 'telephone')),
  answer          text,
  CONSTRAINT inquiry_pk PRIMARY KEY (person_id, prescription_id, inquiry_id)
) PARTITION BY HASH (person_id);

-- 院内処方等: drugs given at the institution itself.
CREATE TABLE prescriptions.in_house (
  person_id        uuid NOT NULL,
  in_house_id      uuid NOT NULL,
  version          integer NOT NULL,
  state            text NOT NULL CONSTRAINT in_house_state_known CHECK (state IN ('registered', 'cancelled')),
  institution_code text NOT NULL,
  given_on         date NOT NULL,
  document         jsonb NOT NULL,
  registered_at    timestamptz NOT NULL,
  account          text NOT NULL,
  CONSTRAINT in_house_pk PRIMARY KEY (person_id, in_house_id, version)
) PARTITION BY HASH (person_id);
CREATE TABLE prescriptions.in_house_key (
  in_house_id uuid NOT NULL CONSTRAINT in_house_key_pk PRIMARY KEY,
  person_id   uuid NOT NULL
);

-- The first answer to a request, for its repetition. The key is the sender's, or the SHA-256 of what was sent.
CREATE TABLE prescriptions.first_answer (
  facility_code text NOT NULL,
  operation     text NOT NULL,
  request_key   text NOT NULL,
  -- SHA-256 of the normalised content: the same key with other content is refused.
  content_hash  text NOT NULL,
  -- Text as it was, so that a repetition gets the same bytes.
  answer        json NOT NULL,
  at            timestamptz NOT NULL,
  CONSTRAINT first_answer_pk PRIMARY KEY (facility_code, operation, request_key)
);

-- What a person takes, ready for a check: written in the transaction that changes it. `history` comes from the other
-- sources (claims, what institutions sent) and is read anew when it is marked stale.
CREATE TABLE prescriptions.active_list (
  person_id     uuid NOT NULL CONSTRAINT active_list_pk PRIMARY KEY,
  own           jsonb NOT NULL DEFAULT '[]',
  history       jsonb NOT NULL DEFAULT '[]',
  allergies     jsonb NOT NULL DEFAULT '[]',
  history_as_of timestamptz,
  stale         boolean NOT NULL DEFAULT true
) PARTITION BY HASH (person_id);

-- What was shown and what the prescriber or pharmacist did with it.
CREATE TABLE prescriptions.alert (
  person_id       uuid NOT NULL,
  alert_id        uuid NOT NULL,
  facility_code   text NOT NULL,
  account         text NOT NULL,
  shown_at        timestamptz NOT NULL,
  tier            smallint NOT NULL CONSTRAINT alert_tier_known CHECK (tier BETWEEN 1 AND 4),
  kind            text NOT NULL,
  -- The two drugs, in a form that does not depend on their order.
  pair            text NOT NULL,
  prescription_id uuid,
  decision        text CONSTRAINT alert_decision_known CHECK (decision IN ('accepted', 'overridden')),
  reason          text,
  comment         text,
  decided_at      timestamptz,
  CONSTRAINT alert_pk PRIMARY KEY (person_id, alert_id)
) PARTITION BY HASH (person_id);
CREATE INDEX alert_by_facility ON prescriptions.alert (facility_code, shown_at DESC);

-- At most 90 days, never tier 1.
CREATE TABLE prescriptions.suppression (
  person_id     uuid NOT NULL,
  pair          text NOT NULL,
  facility_code text NOT NULL,
  account       text NOT NULL,
  since         timestamptz NOT NULL,
  until         timestamptz NOT NULL,
  reason        text NOT NULL,
  CONSTRAINT suppression_pk PRIMARY KEY (person_id, pair, facility_code, account, since)
) PARTITION BY HASH (person_id);

DO $$
DECLARE parent text;
BEGIN
  FOREACH parent IN ARRAY ARRAY['prescription', 'access_code', 'step', 'dispensing', 'inquiry', 'in_house',
                                'active_list', 'alert', 'suppression'] LOOP
    FOR part IN 0..7 LOOP
      EXECUTE format('CREATE TABLE prescriptions.%I PARTITION OF prescriptions.%I FOR VALUES WITH (MODULUS 8, REMAINDER %s)',
                     parent || '_' || part, parent, part);
    END LOOP;
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON prescriptions.prescription, prescriptions.access_code, prescriptions.inquiry,
  prescriptions.active_list, prescriptions.alert, prescriptions.suppression TO tsunagu_app;
GRANT SELECT, INSERT ON prescriptions.prescription_key, prescriptions.step, prescriptions.dispensing,
  prescriptions.dispensing_key, prescriptions.in_house, prescriptions.in_house_key, prescriptions.first_answer TO tsunagu_app;
GRANT UPDATE (stored_until) ON prescriptions.dispensing TO tsunagu_app;
GRANT SELECT, INSERT, DELETE ON prescriptions.code_attempt TO tsunagu_app;
