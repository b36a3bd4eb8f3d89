CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO tsunagu_app;

CREATE TABLE access.consent (
  person_id uuid NOT NULL,
  facility_code text NOT NULL,
  category text NOT NULL,
  given_at timestamptz NOT NULL,
  -- exclusive
  valid_until timestamptz NOT NULL,
  withdrawn_at timestamptz,
  method text NOT NULL,
  recorded_by text NOT NULL,
  CONSTRAINT consent_pkey PRIMARY KEY (person_id, facility_code, category, given_at),
  CONSTRAINT consent_category_known CHECK (category IN ('medication', 'treatment', 'surgery')),
  CONSTRAINT consent_method_known CHECK (method IN ('card-reader', 'written', 'spoken')),
  CONSTRAINT consent_ends_after_it_begins CHECK (valid_until > given_at)
) PARTITION BY HASH (person_id);
GRANT SELECT, INSERT, UPDATE (withdrawn_at) ON access.consent TO tsunagu_app;

-- Who looked, refused attempts included. The server may add entries, never change or remove them.
CREATE TABLE access.disclosure (
  person_id uuid NOT NULL,
  at timestamptz NOT NULL,
  disclosure_id uuid NOT NULL,
  account text NOT NULL,
  actor_role text NOT NULL,
  facility_code text,
  facility_name text,
  purpose text NOT NULL,
  ground text,
  categories text[] NOT NULL,
  outcome text NOT NULL,
  refusal_code text,
  item_count integer NOT NULL,
  request_id text NOT NULL,
  CONSTRAINT disclosure_pkey PRIMARY KEY (person_id, at, disclosure_id),
  CONSTRAINT disclosure_outcome_known CHECK (outcome IN ('shown', 'refused')),
  CONSTRAINT disclosure_refusal_has_a_code CHECK ((outcome = 'refused') = (refusal_code IS NOT NULL))
) PARTITION BY HASH (person_id);
GRANT SELECT, INSERT ON access.disclosure TO tsunagu_app;

DO $$
BEGIN
  FOR part IN 0..7 LOOP
    EXECUTE format('CREATE TABLE access.consent_%s PARTITION OF access.consent FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE access.disclosure_%s PARTITION OF access.disclosure FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
  END LOOP;
END $$;
