CREATE SCHEMA claims;
GRANT USAGE ON SCHEMA claims TO tsunagu_app;

-- A file as it was handed in; its bytes are in the file store under the SHA-256.
CREATE TABLE claims.file (
  -- the first 63 bits of the SHA-256
  file_id bigint NOT NULL,
  sha256 text NOT NULL,
  -- order of arrival: a later file corrects an earlier one
  received_no bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  bytes bigint NOT NULL,
  received_at timestamptz NOT NULL,
  received_by text NOT NULL,
  create_persons boolean NOT NULL,
  state text NOT NULL DEFAULT 'received',
  finished_at timestamptz,
  refusal_code text,
  kind text,
  -- the checkpoint: what the last committed batch had reached
  claims integer NOT NULL DEFAULT 0,
  file_findings integer NOT NULL DEFAULT 0,
  bytes_read bigint NOT NULL DEFAULT 0,
  stored integer NOT NULL DEFAULT 0,
  quarantined integer NOT NULL DEFAULT 0,
  replaced integer NOT NULL DEFAULT 0,
  findings_kept integer NOT NULL DEFAULT 0,
  finding_counts json NOT NULL DEFAULT '{}',
  act_counts json NOT NULL DEFAULT '{}',
  -- known when the file has been read to its end
  records integer,
  records_by_type json,
  CONSTRAINT file_pkey PRIMARY KEY (file_id),
  CONSTRAINT file_sha256_unique UNIQUE (sha256),
  CONSTRAINT file_state_known CHECK (state IN ('received', 'taken', 'refused')),
  CONSTRAINT file_refusal_has_a_code CHECK ((state = 'refused') = (refusal_code IS NOT NULL))
);
CREATE INDEX file_received_idx ON claims.file (received_no);
GRANT SELECT, INSERT, UPDATE ON claims.file TO tsunagu_app;

-- One row per claim, its clinical facts in compact form (claims/model/facts.ts).
CREATE TABLE claims.claim (
  person_id uuid NOT NULL,
  -- month of care, yyyymm
  month integer NOT NULL,
  file_id bigint NOT NULL,
  -- 1-based place of the claim in the file
  ordinal integer NOT NULL,
  facility_code text NOT NULL,
  -- 1 inpatient, 2 outpatient, 3 pharmacy
  setting smallint NOT NULL,
  -- insurer number, or number of the first public payer
  payer text NOT NULL,
  -- facility that prescribed, for a pharmacy; else ''
  prescriber text NOT NULL,
  -- the file whose claim took this one's place
  superseded_by bigint,
  facts json NOT NULL,
  CONSTRAINT claim_pkey PRIMARY KEY (person_id, month, file_id, ordinal)
) PARTITION BY HASH (person_id);
-- DELETE: a file that turns out to be unreadable half-way is taken back
GRANT SELECT, INSERT, DELETE, UPDATE (superseded_by) ON claims.claim TO tsunagu_app;

-- Claims whose person is not known yet.
CREATE TABLE claims.pending_claim (
  file_id bigint NOT NULL,
  ordinal integer NOT NULL,
  -- '' when the claim carries no number that could belong to a person
  number_key text NOT NULL,
  -- what the claim says about its patient; null as above
  identity json,
  month integer NOT NULL,
  facility_code text NOT NULL,
  setting smallint NOT NULL,
  payer text NOT NULL,
  prescriber text NOT NULL,
  facts json NOT NULL,
  CONSTRAINT pending_claim_pkey PRIMARY KEY (file_id, ordinal)
);
CREATE INDEX pending_claim_number_idx ON claims.pending_claim (number_key);
GRANT SELECT, INSERT, DELETE ON claims.pending_claim TO tsunagu_app;

-- Which files hold claims of an institution for a month: only then can one claim correct another.
CREATE TABLE claims.facility_month (
  facility_code text NOT NULL,
  month integer NOT NULL,
  file_id bigint NOT NULL,
  CONSTRAINT facility_month_pkey PRIMARY KEY (facility_code, month, file_id)
);
GRANT SELECT, INSERT ON claims.facility_month TO tsunagu_app;

CREATE TABLE claims.finding (
  file_id bigint NOT NULL,
  finding_no integer NOT NULL,
  code text NOT NULL,
  severity text NOT NULL,
  record integer NOT NULL,
  type text NOT NULL,
  "column" integer,
  claim integer,
  CONSTRAINT finding_pkey PRIMARY KEY (file_id, finding_no)
);
GRANT SELECT, INSERT, DELETE ON claims.finding TO tsunagu_app;

CREATE TABLE claims.work_item (
  file_id bigint NOT NULL,
  kind text NOT NULL,
  -- the claim's ordinal, or the unknown code
  subject text NOT NULL,
  reason text NOT NULL,
  claim integer NOT NULL,
  record integer,
  "column" integer,
  occurrences integer NOT NULL,
  created_at timestamptz NOT NULL,
  resolved_at timestamptz,
  CONSTRAINT work_item_pkey PRIMARY KEY (file_id, kind, subject),
  CONSTRAINT work_item_kind_known CHECK (kind IN ('person-unresolved', 'code-unknown', 'claim-broken'))
);
CREATE INDEX work_item_open_idx ON claims.work_item (kind, file_id) WHERE resolved_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON claims.work_item TO tsunagu_app;

DO $$
BEGIN
  FOR part IN 0..7 LOOP
    EXECUTE format('CREATE TABLE claims.claim_%s PARTITION OF claims.claim FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
  END LOOP;
END $$;
