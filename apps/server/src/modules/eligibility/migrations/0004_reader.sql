-- What happened at an institution's card readers.
CREATE TABLE eligibility.check_in (
  facility_code text NOT NULL,
  check_in_id uuid NOT NULL,
  person_id uuid NOT NULL,
  name text NOT NULL,
  kana text NOT NULL,
  birth_date date NOT NULL,
  identification text NOT NULL,
  at timestamptz NOT NULL,
  -- exclusive; the patient's answers are taken until then
  expires_at timestamptz NOT NULL,
  state text NOT NULL,
  ratio_percent smallint,
  certificate_expires_soon boolean NOT NULL,
  by text NOT NULL,
  -- null until the patient has answered
  completed_at timestamptz,
  consents text[],
  prescription text,
  -- the answer as it is pushed to terminals
  answer json,
  CONSTRAINT check_in_pkey PRIMARY KEY (facility_code, check_in_id),
  CONSTRAINT check_in_identification_known CHECK (identification IN ('face', 'pin', 'staff-look')),
  CONSTRAINT check_in_prescription_known CHECK (prescription IN ('electronic', 'paper'))
);
CREATE INDEX check_in_completed_idx ON eligibility.check_in (facility_code, completed_at);
CREATE INDEX check_in_at_idx ON eligibility.check_in (facility_code, at);
GRANT SELECT, INSERT, UPDATE (completed_at, consents, prescription, answer, state, ratio_percent)
  ON eligibility.check_in TO tsunagu_app;
CREATE INDEX provisional_check_in_idx ON eligibility.provisional (facility_code, check_in_id);
