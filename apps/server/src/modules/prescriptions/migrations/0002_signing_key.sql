-- Second certificates of the key service (カードレス署名), one in use for each account. The private key is sealed with a
-- key that is no part of the database.
CREATE TABLE prescriptions.signing_key (
  account         text NOT NULL,
  -- Lower-case hexadecimal.
  serial          text NOT NULL,
  -- DER.
  certificate     bytea NOT NULL,
  -- PKCS#8, sealed for this account and serial number.
  sealed_key      text NOT NULL,
  enrolled_at     timestamptz NOT NULL,
  not_after       timestamptz NOT NULL,
  -- Replaced by another one.
  ended_at        timestamptz,
  CONSTRAINT signing_key_pk PRIMARY KEY (account, serial)
);
CREATE UNIQUE INDEX signing_key_in_use ON prescriptions.signing_key (account) WHERE ended_at IS NULL;
GRANT SELECT, INSERT ON prescriptions.signing_key TO tsunagu_app;
GRANT UPDATE (ended_at) ON prescriptions.signing_key TO tsunagu_app;
