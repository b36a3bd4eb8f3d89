CREATE SCHEMA audit;
GRANT USAGE ON SCHEMA audit TO tsunagu_app;

-- One row per opened log: each has a hash chain of its own, so that several servers need not wait for each other.
CREATE TABLE audit.writer (
  writer_id uuid NOT NULL,
  started_at timestamptz(3) NOT NULL,
  host text NOT NULL,
  process_id integer NOT NULL,
  -- What the first entry's hash builds on.
  genesis bytea NOT NULL,
  CONSTRAINT writer_pkey PRIMARY KEY (writer_id)
);
GRANT SELECT, INSERT ON audit.writer TO tsunagu_app;

-- Who did what, refused attempts included. The server may add entries, never change or remove them.
-- Entries about nobody carry the person id of zeros. Instants are whole milliseconds, as they are hashed.
CREATE TABLE audit.entry (
  person_id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  entry_id uuid NOT NULL,
  event text NOT NULL,
  account text,
  account_salt bytea,
  actor_role text,
  facility_code text,
  facility_name text,
  purpose text,
  ground text,
  categories text[] NOT NULL,
  outcome text NOT NULL,
  refusal_code text,
  item_count integer,
  request_id text,
  method text,
  acting_for text,
  detail json,
  writer_id uuid NOT NULL,
  seq bigint NOT NULL,
  hash bytea,
  CONSTRAINT entry_pkey PRIMARY KEY (person_id, at, entry_id),
  CONSTRAINT entry_outcome_known CHECK (outcome IN ('shown', 'refused', 'done')),
  CONSTRAINT entry_refusal_has_a_code CHECK ((outcome = 'refused') = (refusal_code IS NOT NULL)),
  -- Entries that were copied from before the chain belong to the writer of zeros and have no hash.
  CONSTRAINT entry_is_chained CHECK ((writer_id = '00000000-0000-0000-0000-000000000000') = (hash IS NULL)),
  CONSTRAINT entry_account_is_salted CHECK (hash IS NULL OR (account IS NULL) = (account_salt IS NULL))
) PARTITION BY HASH (person_id);
CREATE INDEX entry_writer_seq ON audit.entry (writer_id, seq);
CREATE INDEX entry_facility_at ON audit.entry (facility_code, at);
GRANT SELECT, INSERT ON audit.entry TO tsunagu_app;

DO $$
BEGIN
  FOR part IN 0..7 LOOP
    EXECUTE format('CREATE TABLE audit.entry_%s PARTITION OF audit.entry FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
  END LOOP;
END $$;

-- Signed statements about the chains. They are numbered without gaps over all writers and each names the one before it,
-- so that the removal of one, or of a whole writer, shows.
CREATE TABLE audit.checkpoint (
  checkpoint_no bigint NOT NULL,
  writer_id uuid NOT NULL,
  -- Both inclusive; the entries since the writer's checkpoint before.
  from_seq bigint NOT NULL,
  to_seq bigint NOT NULL,
  -- Of the entry `to_seq`.
  entry_hash bytea NOT NULL,
  merkle_root bytea NOT NULL,
  -- The writer ended in order; no entries follow.
  closing boolean NOT NULL,
  previous_hash bytea NOT NULL,
  at timestamptz(3) NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL,
  CONSTRAINT checkpoint_pkey PRIMARY KEY (checkpoint_no),
  CONSTRAINT checkpoint_writer_from UNIQUE (writer_id, from_seq)
);
GRANT SELECT, INSERT ON audit.checkpoint TO tsunagu_app;
