ALTER TABLE identity.organisation
  -- set where the organisation insures; 8 digits
  ADD COLUMN insurer_number text,
  ADD COLUMN emergency_designated boolean NOT NULL DEFAULT false,
  DROP CONSTRAINT organisation_kind_known,
  ADD CONSTRAINT organisation_kind_known
    CHECK (kind IN ('hospital', 'clinic', 'pharmacy', 'insurer', 'ministry', 'operator')),
  ADD CONSTRAINT organisation_insurer_number_is_eight_digits CHECK (insurer_number ~ '^[0-9]{8}$');
GRANT UPDATE (name, emergency_designated) ON identity.organisation TO tsunagu_app;

ALTER TABLE identity.account
  -- patients sign in with their card, programs with a signed assertion
  ALTER COLUMN password_hash DROP NOT NULL,
  ADD COLUMN emergency_designated boolean NOT NULL DEFAULT false,
  ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
  DROP CONSTRAINT account_roles_known,
  ADD CONSTRAINT account_roles_known CHECK (roles <@ ARRAY['physician', 'pharmacist', 'nurse', 'receptionist', 'manager',
    'insurer-clerk', 'ministry', 'intake-operator', 'administrator', 'system', 'patient'] AND cardinality(roles) > 0);
GRANT UPDATE (display_name, password_hash, roles, emergency_designated, disabled_at) ON identity.account TO tsunagu_app;
CREATE INDEX account_organisation_idx ON identity.account (organisation_id);
CREATE INDEX account_person_idx ON identity.account (person_id) WHERE person_id IS NOT NULL;

ALTER TABLE identity.session
  ADD COLUMN session_id uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN stage text NOT NULL DEFAULT 'complete',
  -- when a factor was given last
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN last_seen_at timestamptz,
  ADD CONSTRAINT session_id_unique UNIQUE (session_id),
  ADD CONSTRAINT session_stage_known CHECK (stage IN ('password-change', 'enrolment', 'second-factor', 'complete'));
CREATE INDEX session_account_idx ON identity.session (account) WHERE ended_at IS NULL;
GRANT UPDATE (stage, confirmed_at, last_seen_at) ON identity.session TO tsunagu_app;
