-- Lists that an institution asks for: people who consented to care at home or online, people on public assistance.
ALTER TABLE eligibility.bulk_job
  DROP CONSTRAINT bulk_job_kind_known,
  ADD CONSTRAINT bulk_job_kind_known
    CHECK (kind IN ('xml', 'csv', 'zip', 'home-visit', 'online', 'public-assistance'));

-- Whom a requested list names, fixed when the work on it begins.
CREATE TABLE eligibility.listed_person (
  facility_code text NOT NULL,
  reception_number text NOT NULL,
  ordinal integer NOT NULL,
  person_id uuid NOT NULL,
  -- the day for which the person is asked about
  date date NOT NULL,
  -- when the consent was given that puts the person on the list; null: none is needed
  consent_at timestamptz,
  CONSTRAINT listed_person_pkey PRIMARY KEY (facility_code, reception_number, ordinal)
);
GRANT SELECT, INSERT ON eligibility.listed_person TO tsunagu_app;
