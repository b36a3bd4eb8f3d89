-- Lists of appointments that an institution asks about at once; a number to fetch the answers by.
CREATE TABLE eligibility.bulk_job (
  job_no bigint GENERATED ALWAYS AS IDENTITY,
  facility_code text NOT NULL,
  facility_name text NOT NULL,
  reception_number text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  sha256 text NOT NULL,
  -- day for which is asked; null: the day of reception
  date date,
  arbitrary_identifier text,
  state text NOT NULL DEFAULT 'waiting',
  received_at timestamptz NOT NULL,
  received_by text NOT NULL,
  finished_at timestamptz,
  refusal text,
  -- the checkpoint
  total integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  normal integer NOT NULL DEFAULT 0,
  errors integer NOT NULL DEFAULT 0,
  CONSTRAINT bulk_job_pkey PRIMARY KEY (facility_code, reception_number),
  CONSTRAINT bulk_job_kind_known CHECK (kind IN ('xml', 'csv', 'zip')),
  CONSTRAINT bulk_job_state_known CHECK (state IN ('waiting', 'working', 'done', 'refused'))
);
CREATE SEQUENCE eligibility.reception_number;
GRANT USAGE ON SEQUENCE eligibility.reception_number TO tsunagu_app;
GRANT SELECT, INSERT, UPDATE (date, arbitrary_identifier, state, finished_at, refusal, total, done, normal, errors)
  ON eligibility.bulk_job TO tsunagu_app;

CREATE TABLE eligibility.bulk_result (
  facility_code text NOT NULL,
  reception_number text NOT NULL,
  ordinal integer NOT NULL,
  identifier text,
  name text,
  -- null: the entry itself was malformed
  state text,
  code text NOT NULL,
  message text,
  ratio_percent smallint,
  -- the BulkConfirmUnit as it will be written
  unit json NOT NULL,
  CONSTRAINT bulk_result_pkey PRIMARY KEY (facility_code, reception_number, ordinal)
);
GRANT SELECT, INSERT ON eligibility.bulk_result TO tsunagu_app;

-- 照会番号: the institution's own id of a person, echoed in answers.
CREATE TABLE eligibility.reference_number (
  person_id uuid NOT NULL,
  facility_code text NOT NULL,
  reference_number text NOT NULL,
  registered_at timestamptz NOT NULL,
  registered_by text NOT NULL,
  CONSTRAINT reference_number_pkey PRIMARY KEY (person_id, facility_code)
);
GRANT SELECT, INSERT, UPDATE (reference_number, registered_at, registered_by) ON eligibility.reference_number TO tsunagu_app;
