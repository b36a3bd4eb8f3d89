CREATE SCHEMA eligibility;
GRANT USAGE ON SCHEMA eligibility TO tsunagu_app;

-- What insurers told, append-only: each change is a further version. Legal time is [valid_from, valid_to), the time when
-- we were told is registered_at; "valid on D as known at T" can be answered for any D and T.
CREATE TABLE eligibility.coverage (
  person_id uuid NOT NULL,
  coverage_id uuid NOT NULL,
  version integer NOT NULL,
  registered_at timestamptz NOT NULL,
  registered_by text NOT NULL,
  change text NOT NULL,
  -- the file that brought it; null: the interface
  file_id bigint,
  insurer_number text NOT NULL,
  number_key text NOT NULL,
  -- '' = unknown
  branch text NOT NULL,
  birth_date date NOT NULL,
  card_class text NOT NULL,
  valid_from date NOT NULL,
  -- 資格喪失日: the first day that is not covered
  valid_to date,
  name text NOT NULL,
  facts json NOT NULL,
  CONSTRAINT coverage_pkey PRIMARY KEY (person_id, coverage_id, version),
  CONSTRAINT coverage_change_known CHECK (change IN ('registered', 'corrected', 'closed')),
  CONSTRAINT coverage_ends_after_it_begins CHECK (valid_to IS NULL OR valid_to >= valid_from)
) PARTITION BY HASH (person_id);
CREATE INDEX coverage_insurer_idx ON eligibility.coverage (insurer_number, number_key, branch);
GRANT SELECT, INSERT ON eligibility.coverage TO tsunagu_app;

-- Leads from the numbers on a card to the person, whose coverages all lie together.
CREATE TABLE eligibility.coverage_number (
  number_key text NOT NULL,
  birth_date date NOT NULL,
  person_id uuid NOT NULL,
  CONSTRAINT coverage_number_pkey PRIMARY KEY (number_key, birth_date, person_id)
);
GRANT SELECT, INSERT ON eligibility.coverage_number TO tsunagu_app;

-- Coverages of two insurers that were seen to overlap; whether they still do is computed when it is read.
CREATE TABLE eligibility.overlap (
  person_id uuid NOT NULL,
  coverage_id uuid NOT NULL,
  other_coverage_id uuid NOT NULL,
  insurer_number text NOT NULL,
  other_insurer_number text NOT NULL,
  noticed_at timestamptz NOT NULL,
  CONSTRAINT overlap_pkey PRIMARY KEY (person_id, coverage_id, other_coverage_id)
) PARTITION BY HASH (person_id);
CREATE INDEX overlap_insurer_idx ON eligibility.overlap (insurer_number);
CREATE INDEX overlap_other_insurer_idx ON eligibility.overlap (other_insurer_number);
GRANT SELECT, INSERT ON eligibility.overlap TO tsunagu_app;

DO $$
BEGIN
  FOR part IN 0..7 LOOP
    EXECUTE format('CREATE TABLE eligibility.coverage_%s PARTITION OF eligibility.coverage FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE eligibility.overlap_%s PARTITION OF eligibility.overlap FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
  END LOOP;
END $$;

-- Files of insurers: kept whole by their fingerprint, taken in row by row with a checkpoint.
CREATE TABLE eligibility.insurer_file (
  file_id bigint GENERATED ALWAYS AS IDENTITY,
  insurer_number text NOT NULL,
  insurer_name text NOT NULL,
  sha256 text NOT NULL,
  name text NOT NULL,
  bytes bigint NOT NULL,
  state text NOT NULL DEFAULT 'received',
  encoding text,
  received_at timestamptz NOT NULL,
  received_by text NOT NULL,
  finished_at timestamptz,
  refusal text,
  -- the checkpoint: rows that are done, and what became of them
  rows integer NOT NULL DEFAULT 0,
  registered integer NOT NULL DEFAULT 0,
  corrected integer NOT NULL DEFAULT 0,
  closed integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  CONSTRAINT insurer_file_pkey PRIMARY KEY (file_id),
  CONSTRAINT insurer_file_once UNIQUE (insurer_number, sha256),
  CONSTRAINT insurer_file_state_known CHECK (state IN ('received', 'reading', 'taken', 'refused'))
);
GRANT SELECT, INSERT, UPDATE (state, encoding, finished_at, refusal, rows, registered, corrected, closed, unchanged, refused)
  ON eligibility.insurer_file TO tsunagu_app;

CREATE TABLE eligibility.file_finding (
  file_id bigint NOT NULL,
  -- 1-based place of the row behind the headings; 0: the file
  row_no integer NOT NULL,
  finding_no smallint NOT NULL,
  column_name text,
  code text NOT NULL,
  severity text NOT NULL,
  CONSTRAINT file_finding_pkey PRIMARY KEY (file_id, row_no, finding_no)
);
GRANT SELECT, INSERT ON eligibility.file_finding TO tsunagu_app;
