-- Apps that people let act for them (SMART App Launch), registered by whoever operates the installation.
CREATE TABLE identity.app (
  client_id text NOT NULL,
  name text NOT NULL,
  publisher text NOT NULL,
  redirect_uris text[] NOT NULL,
  -- where members of staff start it from a record; null where it is for patients only
  launch_uri text,
  scopes text[] NOT NULL,
  authentication text NOT NULL,
  -- SHA-256 of the secret, which is random and long
  secret_hash bytea,
  -- public keys, RFC 7517
  keys json NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  disabled_at timestamptz,
  disabled_by text,
  CONSTRAINT app_pkey PRIMARY KEY (client_id),
  CONSTRAINT app_authentication_known CHECK (authentication IN ('none', 'client_secret_basic', 'private_key_jwt')),
  CONSTRAINT app_secret_where_needed CHECK ((authentication = 'client_secret_basic') = (secret_hash IS NOT NULL)),
  CONSTRAINT app_returns_somewhere CHECK (cardinality(redirect_uris) > 0),
  CONSTRAINT app_has_scopes CHECK (cardinality(scopes) > 0),
  CONSTRAINT app_disabled_by_somebody CHECK ((disabled_at IS NULL) = (disabled_by IS NULL))
);
GRANT SELECT, INSERT, UPDATE (disabled_at, disabled_by) ON identity.app TO tsunagu_app;

-- Which institutions let their staff start an app.
CREATE TABLE identity.app_organisation (
  client_id text NOT NULL,
  organisation_id uuid NOT NULL,
  enabled_at timestamptz NOT NULL,
  enabled_by text NOT NULL,
  CONSTRAINT app_organisation_pkey PRIMARY KEY (client_id, organisation_id),
  CONSTRAINT app_organisation_app_fkey FOREIGN KEY (client_id) REFERENCES identity.app (client_id),
  CONSTRAINT app_organisation_organisation_fkey FOREIGN KEY (organisation_id)
    REFERENCES identity.organisation (organisation_id)
);
GRANT SELECT, INSERT, DELETE ON identity.app_organisation TO tsunagu_app;

-- A member of staff started an app from somebody's record; worth one request, for a few minutes.
CREATE TABLE identity.app_launch (
  -- SHA-256 of what the app was handed
  launch_hash bytea NOT NULL,
  client_id text NOT NULL,
  session_id uuid NOT NULL,
  person_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT app_launch_pkey PRIMARY KEY (launch_hash),
  CONSTRAINT app_launch_app_fkey FOREIGN KEY (client_id) REFERENCES identity.app (client_id),
  CONSTRAINT app_launch_session_fkey FOREIGN KEY (session_id) REFERENCES identity.session (session_id)
);
CREATE INDEX app_launch_expiry_idx ON identity.app_launch (expires_at);
GRANT SELECT, INSERT, DELETE, UPDATE (used_at) ON identity.app_launch TO tsunagu_app;

-- What somebody allowed an app.
CREATE TABLE identity.app_grant (
  grant_id uuid NOT NULL,
  client_id text NOT NULL,
  account text NOT NULL,
  -- the one person whom the app may see
  person_id uuid NOT NULL,
  -- ends with this session; null where it lasts by itself
  session_id uuid,
  -- of staff: where they allowed it
  organisation_id uuid,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoke_reason text,
  CONSTRAINT app_grant_pkey PRIMARY KEY (grant_id),
  CONSTRAINT app_grant_app_fkey FOREIGN KEY (client_id) REFERENCES identity.app (client_id),
  CONSTRAINT app_grant_account_fkey FOREIGN KEY (account) REFERENCES identity.account (account),
  CONSTRAINT app_grant_session_fkey FOREIGN KEY (session_id) REFERENCES identity.session (session_id),
  CONSTRAINT app_grant_revoked_for_a_reason CHECK ((revoked_at IS NULL) = (revoke_reason IS NULL)),
  CONSTRAINT app_grant_revoke_reason_known CHECK (revoke_reason IN ('person', 'app', 'replay'))
);
CREATE INDEX app_grant_account_idx ON identity.app_grant (account);
GRANT SELECT, INSERT, UPDATE (last_used_at, revoked_at, revoke_reason) ON identity.app_grant TO tsunagu_app;

-- Requests that wait for a decision, codes and tokens of apps.
CREATE TABLE identity.app_token (
  -- SHA-256 of the kind and the token
  token_hash bytea NOT NULL,
  kind text NOT NULL,
  grant_id uuid,
  payload json NOT NULL,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  CONSTRAINT app_token_pkey PRIMARY KEY (token_hash),
  CONSTRAINT app_token_grant_fkey FOREIGN KEY (grant_id) REFERENCES identity.app_grant (grant_id),
  CONSTRAINT app_token_kind_known CHECK (kind IN ('Interaction', 'AuthorizationCode', 'AccessToken', 'RefreshToken')),
  CONSTRAINT app_token_has_a_grant CHECK ((kind = 'Interaction') = (grant_id IS NULL))
);
CREATE INDEX app_token_grant_idx ON identity.app_token (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX app_token_expiry_idx ON identity.app_token (expires_at);
GRANT SELECT, INSERT, DELETE, UPDATE (payload, consumed_at) ON identity.app_token TO tsunagu_app;
