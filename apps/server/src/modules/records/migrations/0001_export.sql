CREATE SCHEMA records;
GRANT USAGE ON SCHEMA records TO tsunagu_app;

-- Exports of the people whom an insurer insures, one row each; the row outlives its files.
CREATE TABLE records.export_job (
  job_id uuid NOT NULL DEFAULT gen_random_uuid(),
  organisation_id text NOT NULL,
  insurer_number text NOT NULL,
  -- who asked, as the door needs to know it: account, roles, organisation, scopes
  session json NOT NULL,
  request_id text NOT NULL,
  request_url text NOT NULL,
  types text[] NOT NULL,
  since timestamptz,
  -- also the instant up to which coverages count
  requested_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  -- the last person who was read: a killed worker goes on behind it
  last_person_id uuid,
  persons integer NOT NULL DEFAULT 0,
  -- people who are not in the files, or in part, by the code of the refusal
  excluded json NOT NULL DEFAULT '{}',
  partial json NOT NULL DEFAULT '{}',
  tries integer NOT NULL DEFAULT 0,
  finished_at timestamptz,
  expires_at timestamptz,
  CONSTRAINT export_job_pkey PRIMARY KEY (job_id),
  CONSTRAINT export_job_state_known CHECK (state IN ('waiting', 'complete', 'failed', 'deleted'))
);
CREATE INDEX export_job_waiting_idx ON records.export_job (requested_at) WHERE state = 'waiting';
GRANT SELECT, INSERT, UPDATE (state, last_person_id, persons, excluded, partial, tries, finished_at, expires_at)
  ON records.export_job TO tsunagu_app;

-- The files of an export; their bytes lie in the file store.
CREATE TABLE records.export_part (
  job_id uuid NOT NULL,
  -- names the file in its address
  name text NOT NULL,
  resource_type text NOT NULL,
  error boolean NOT NULL,
  sha256 text NOT NULL,
  resources integer NOT NULL,
  CONSTRAINT export_part_pkey PRIMARY KEY (job_id, name),
  CONSTRAINT export_part_job_fkey FOREIGN KEY (job_id) REFERENCES records.export_job
);
CREATE INDEX export_part_sha256_idx ON records.export_part (sha256);
GRANT SELECT, INSERT, DELETE ON records.export_part TO tsunagu_app;
