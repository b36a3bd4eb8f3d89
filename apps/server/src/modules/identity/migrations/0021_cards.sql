-- What cards are asked to sign, once each.
CREATE TABLE identity.card_challenge (
  -- SHA-256 of its id; what is signed follows from the id
  challenge_hash bytea NOT NULL,
  purpose text NOT NULL,
  -- whence it was asked for
  address text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  failed boolean NOT NULL DEFAULT false,
  CONSTRAINT card_challenge_pkey PRIMARY KEY (challenge_hash),
  CONSTRAINT card_challenge_purpose_known CHECK (purpose IN ('sign-in', 'registration', 'reader'))
);
CREATE INDEX card_challenge_address_idx ON identity.card_challenge (address, created_at);
CREATE INDEX card_challenge_expiry_idx ON identity.card_challenge (expires_at);
GRANT SELECT, INSERT, DELETE, UPDATE (used_at, failed) ON identity.card_challenge TO tsunagu_app;

-- Whose card it is: found once by both certificates and the insured numbers, known by the serial number afterwards.
CREATE TABLE identity.card_link (
  person_id uuid NOT NULL,
  -- of the user authentication certificate, lower-case hexadecimal
  serial text NOT NULL,
  -- key identifier of the authority that issued it; null where a card was linked without being shown
  issuer_key text,
  not_after timestamptz,
  linked_at timestamptz NOT NULL,
  ended_at timestamptz,
  end_reason text,
  CONSTRAINT card_link_pkey PRIMARY KEY (person_id, serial),
  CONSTRAINT card_link_serial_unique UNIQUE (serial),
  CONSTRAINT card_link_end_has_a_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
  CONSTRAINT card_link_end_reason_known CHECK (end_reason IN ('renewed', 'replaced'))
);
CREATE UNIQUE INDEX card_link_one_in_use ON identity.card_link (person_id) WHERE ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE (ended_at, end_reason, linked_at) ON identity.card_link TO tsunagu_app;
