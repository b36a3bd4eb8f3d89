CREATE SCHEMA registry;
GRANT USAGE ON SCHEMA registry TO tsunagu_app;

-- The key from which person ids are derived: the same numbers give the same id on this installation only.
CREATE TABLE registry.installation (
  only_row boolean NOT NULL DEFAULT true,
  person_id_key text NOT NULL,
  CONSTRAINT installation_pkey PRIMARY KEY (only_row),
  CONSTRAINT installation_has_one_row CHECK (only_row)
);
INSERT INTO registry.installation (person_id_key) VALUES (gen_random_uuid()::text || gen_random_uuid()::text);
GRANT SELECT ON registry.installation TO tsunagu_app;

CREATE TABLE registry.person (
  person_id uuid NOT NULL,
  -- 1 male, 2 female, 3 not set, as on claims and cards
  sex smallint NOT NULL,
  birth_date date NOT NULL,
  name text NOT NULL,
  kana text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT person_pkey PRIMARY KEY (person_id),
  CONSTRAINT person_sex_known CHECK (sex IN (1, 2, 3))
);
GRANT SELECT, INSERT ON registry.person TO tsunagu_app;

-- The chain of a person's insured numbers. number_key is the normalised insurer number, symbol and number.
CREATE TABLE registry.insured_number (
  number_key text NOT NULL,
  birth_date date NOT NULL,
  sex smallint NOT NULL,
  -- '' = unknown
  branch text NOT NULL,
  person_id uuid NOT NULL,
  insurer_number text NOT NULL,
  symbol text NOT NULL,
  number text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT insured_number_pkey PRIMARY KEY (number_key, birth_date, sex, branch)
);
CREATE INDEX insured_number_person_idx ON registry.insured_number (person_id);
GRANT SELECT, INSERT ON registry.insured_number TO tsunagu_app;

-- There is no national directory of institutions: codes and names come from the claims.
CREATE TABLE registry.facility (
  facility_code text NOT NULL,
  name text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT facility_pkey PRIMARY KEY (facility_code),
  CONSTRAINT facility_code_is_ten_digits CHECK (facility_code ~ '^[0-9]{10}$')
);
GRANT SELECT, INSERT, UPDATE ON registry.facility TO tsunagu_app;
