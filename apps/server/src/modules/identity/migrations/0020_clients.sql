ALTER TABLE identity.organisation
  -- its programs and people may not enter any more
  ADD COLUMN IF NOT EXISTS disabled_at timestamptz;
GRANT UPDATE (disabled_at) ON identity.organisation TO tsunagu_app;

-- Programs that act for an organisation.
CREATE TABLE identity.client (
  client_id text NOT NULL,
  organisation_id uuid NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  -- how it shows who it is: a signed assertion, or its certificate alone (RFC 8705 §2.1)
  authentication text NOT NULL,
  -- SHA-256 of certificates in base64url; where there are any, the program must show one of them
  certificate_thumbprints text[] NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  revoked_at timestamptz,
  revoked_by text,
  CONSTRAINT client_pkey PRIMARY KEY (client_id),
  CONSTRAINT client_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES identity.organisation (organisation_id),
  CONSTRAINT client_authentication_known CHECK (authentication IN ('private_key_jwt', 'tls_client_auth')),
  CONSTRAINT client_has_scopes CHECK (cardinality(scopes) > 0),
  CONSTRAINT client_revoked_by_somebody CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX client_organisation_idx ON identity.client (organisation_id);
GRANT SELECT, INSERT, UPDATE (certificate_thumbprints, revoked_at, revoked_by) ON identity.client TO tsunagu_app;

CREATE TABLE identity.client_key (
  client_id text NOT NULL,
  kid text NOT NULL,
  -- the public key, RFC 7517
  jwk json NOT NULL,
  added_at timestamptz NOT NULL,
  removed_at timestamptz,
  CONSTRAINT client_key_pkey PRIMARY KEY (client_id, kid),
  CONSTRAINT client_key_client_fkey FOREIGN KEY (client_id) REFERENCES identity.client (client_id)
);
GRANT SELECT, INSERT, UPDATE (removed_at) ON identity.client_key TO tsunagu_app;

CREATE TABLE identity.client_token (
  -- SHA-256 of the token
  token_hash bytea NOT NULL,
  token_id uuid NOT NULL DEFAULT gen_random_uuid(),
  client_id text NOT NULL,
  scopes text[] NOT NULL,
  -- of the certificate that the token is bound to (RFC 8705)
  certificate_thumbprint text,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT client_token_pkey PRIMARY KEY (token_hash),
  CONSTRAINT client_token_client_fkey FOREIGN KEY (client_id) REFERENCES identity.client (client_id)
);
CREATE INDEX client_token_client_idx ON identity.client_token (client_id);
CREATE INDEX client_token_expiry_idx ON identity.client_token (expires_at);
GRANT SELECT, INSERT, DELETE ON identity.client_token TO tsunagu_app;

-- Assertions that were used, until they run out: each is worth one token.
CREATE TABLE identity.client_assertion (
  assertion_hash text NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT client_assertion_pkey PRIMARY KEY (assertion_hash)
);
CREATE INDEX client_assertion_expiry_idx ON identity.client_assertion (expires_at);
GRANT SELECT, INSERT, DELETE ON identity.client_assertion TO tsunagu_app;
