CREATE SCHEMA identity;
GRANT USAGE ON SCHEMA identity TO tsunagu_app;

CREATE TABLE identity.organisation (
  organisation_id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL,
  kind text NOT NULL,
  -- set where the organisation treats patients
  facility_code text,
  CONSTRAINT organisation_pkey PRIMARY KEY (organisation_id),
  CONSTRAINT organisation_name_unique UNIQUE (name),
  CONSTRAINT organisation_kind_known CHECK (kind IN ('hospital', 'clinic', 'pharmacy', 'insurer', 'operator'))
);
GRANT SELECT, INSERT ON identity.organisation TO tsunagu_app;

CREATE TABLE identity.account (
  account text NOT NULL,
  display_name text NOT NULL,
  -- Argon2id in PHC form
  password_hash text NOT NULL,
  roles text[] NOT NULL,
  organisation_id uuid,
  -- set for patients
  person_id uuid,
  -- set for the accounts of the demo region: what there is to see
  demo_hint text,
  disabled_at timestamptz,
  CONSTRAINT account_pkey PRIMARY KEY (account),
  CONSTRAINT account_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES identity.organisation (organisation_id),
  CONSTRAINT account_patients_are_persons CHECK (('patient' = ANY (roles)) = (person_id IS NOT NULL)),
  CONSTRAINT account_roles_known CHECK (roles <@ ARRAY['physician', 'pharmacist', 'nurse', 'receptionist',
    'intake-operator', 'administrator', 'patient'] AND cardinality(roles) > 0)
);
GRANT SELECT, INSERT ON identity.account TO tsunagu_app;

CREATE TABLE identity.session (
  -- SHA-256 of the token in the cookie
  token_hash bytea NOT NULL,
  account text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT session_pkey PRIMARY KEY (token_hash),
  CONSTRAINT session_account_fkey FOREIGN KEY (account) REFERENCES identity.account (account)
);
GRANT SELECT, INSERT, UPDATE (ended_at) ON identity.session TO tsunagu_app;
