-- Inventory of the keys that sign; the private keys are files beside the database, never in it.
CREATE TABLE kernel.signing_key (
  key_id text NOT NULL,
  purpose text NOT NULL,
  owner text NOT NULL,
  algorithm text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  -- Where the private key lies: host and folder.
  place text NOT NULL,
  who_may_use text NOT NULL,
  rotate_by timestamptz(3) NOT NULL,
  rotated_at timestamptz(3),
  revoked_at timestamptz(3),
  destroyed_at timestamptz(3),
  -- SubjectPublicKeyInfo, DER.
  public_key bytea NOT NULL,
  CONSTRAINT signing_key_pkey PRIMARY KEY (key_id),
  CONSTRAINT signing_key_algorithm_known CHECK (algorithm IN ('Ed25519', 'ES256', 'RS256')),
  CONSTRAINT signing_key_destroyed_after_use CHECK (destroyed_at IS NULL OR rotated_at IS NOT NULL OR revoked_at IS NOT NULL)
);
CREATE INDEX signing_key_purpose ON kernel.signing_key (purpose, created_at);
GRANT SELECT, INSERT, UPDATE (rotated_at, revoked_at, destroyed_at) ON kernel.signing_key TO tsunagu_app;
