ALTER TABLE identity.organisation
  -- stricter than the dated rules of the product, never weaker: the larger number counts
  ADD COLUMN password_min_length integer,
  ADD COLUMN password_all_classes boolean NOT NULL DEFAULT false,
  ADD COLUMN idle_lock_minutes integer NOT NULL DEFAULT 10,
  ADD COLUMN disabled_at timestamptz,
  ADD CONSTRAINT organisation_idle_lock_is_short CHECK (idle_lock_minutes BETWEEN 1 AND 30),
  ADD CONSTRAINT organisation_password_length_is_possible CHECK (password_min_length BETWEEN 8 AND 100);
GRANT UPDATE (password_min_length, password_all_classes, idle_lock_minutes, disabled_at)
  ON identity.organisation TO tsunagu_app;

ALTER TABLE identity.account
  -- the password was given by somebody else and works for changing it only
  ADD COLUMN must_change_password boolean NOT NULL DEFAULT false,
  ADD COLUMN password_changed_at timestamptz,
  -- what a passkey knows the account by
  ADD COLUMN user_handle uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN last_sign_in_at timestamptz,
  ADD CONSTRAINT account_user_handle_unique UNIQUE (user_handle);
GRANT UPDATE (must_change_password, password_changed_at, last_sign_in_at) ON identity.account TO tsunagu_app;

ALTER TABLE identity.session
  ADD COLUMN address text,
  ADD COLUMN user_agent text,
  -- when somebody left the seat; a pause is seen by last_seen_at
  ADD COLUMN locked_at timestamptz;
GRANT UPDATE (token_hash, expires_at, locked_at) ON identity.session TO tsunagu_app;

CREATE TABLE identity.password_history (
  account text NOT NULL,
  replaced_at timestamptz NOT NULL,
  password_hash text NOT NULL,
  CONSTRAINT password_history_pkey PRIMARY KEY (account, replaced_at, password_hash),
  CONSTRAINT password_history_account_fkey FOREIGN KEY (account) REFERENCES identity.account (account)
);
GRANT SELECT, INSERT, DELETE ON identity.password_history TO tsunagu_app;

CREATE TABLE identity.totp (
  account text NOT NULL,
  -- encrypted with a key outside the database; null while the first one is not confirmed
  secret text,
  pending_secret text,
  -- the last interval of 30 s whose code was used: none works twice
  last_step bigint,
  confirmed_at timestamptz,
  CONSTRAINT totp_pkey PRIMARY KEY (account),
  CONSTRAINT totp_account_fkey FOREIGN KEY (account) REFERENCES identity.account (account)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.totp TO tsunagu_app;

CREATE TABLE identity.recovery_code (
  account text NOT NULL,
  code_hash bytea NOT NULL,
  used_at timestamptz,
  CONSTRAINT recovery_code_pkey PRIMARY KEY (account, code_hash),
  CONSTRAINT recovery_code_account_fkey FOREIGN KEY (account) REFERENCES identity.account (account)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.recovery_code TO tsunagu_app;

CREATE TABLE identity.passkey (
  -- as the authenticator gave it, base64url
  credential_id text NOT NULL,
  passkey_id uuid NOT NULL DEFAULT gen_random_uuid(),
  account text NOT NULL,
  name text NOT NULL,
  -- COSE
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  CONSTRAINT passkey_pkey PRIMARY KEY (credential_id),
  CONSTRAINT passkey_id_unique UNIQUE (passkey_id),
  CONSTRAINT passkey_account_fkey FOREIGN KEY (account) REFERENCES identity.account (account)
);
CREATE INDEX passkey_account_idx ON identity.passkey (account);
GRANT SELECT, INSERT, DELETE, UPDATE (counter, last_used_at) ON identity.passkey TO tsunagu_app;

CREATE TABLE identity.passkey_challenge (
  -- SHA-256
  challenge_hash bytea NOT NULL,
  purpose text NOT NULL,
  -- set where somebody is signed in, or half
  session_id uuid,
  expires_at timestamptz NOT NULL,
  CONSTRAINT passkey_challenge_pkey PRIMARY KEY (challenge_hash),
  CONSTRAINT passkey_challenge_purpose_known CHECK (purpose IN ('sign-in', 'second-factor', 'confirm', 'registration'))
);
CREATE INDEX passkey_challenge_expiry_idx ON identity.passkey_challenge (expires_at);
GRANT SELECT, INSERT, DELETE ON identity.passkey_challenge TO tsunagu_app;

-- Leaky buckets of failed attempts.
CREATE TABLE identity.attempt (
  -- SHA-256 of what is counted: people type passwords into the field for the account
  bucket bytea NOT NULL,
  kind text NOT NULL,
  -- null where there is no such account
  account text,
  failures integer NOT NULL,
  counted_at timestamptz NOT NULL,
  blocked_until timestamptz NOT NULL,
  CONSTRAINT attempt_pkey PRIMARY KEY (bucket)
);
CREATE INDEX attempt_account_idx ON identity.attempt (account) WHERE account IS NOT NULL;
CREATE INDEX attempt_counted_at_idx ON identity.attempt (counted_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.attempt TO tsunagu_app;

-- Where an account signed in completely: from there nobody elsewhere can lock it out.
CREATE TABLE identity.known_address (
  account text NOT NULL,
  address text NOT NULL,
  last_at timestamptz NOT NULL,
  CONSTRAINT known_address_pkey PRIMARY KEY (account, address),
  CONSTRAINT known_address_account_fkey FOREIGN KEY (account) REFERENCES identity.account (account)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.known_address TO tsunagu_app;

CREATE TABLE identity.invitation (
  -- SHA-256 of the code, which is shown once
  code_hash bytea NOT NULL,
  account text NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  expires_at timestamptz NOT NULL,
  -- accepted, or replaced by a newer one
  closed_at timestamptz,
  CONSTRAINT invitation_pkey PRIMARY KEY (code_hash),
  CONSTRAINT invitation_account_fkey FOREIGN KEY (account) REFERENCES identity.account (account)
);
CREATE INDEX invitation_account_idx ON identity.invitation (account);
GRANT SELECT, INSERT, UPDATE (closed_at) ON identity.invitation TO tsunagu_app;
