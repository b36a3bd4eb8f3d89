CREATE SCHEMA clinical;
GRANT USAGE ON SCHEMA clinical TO tsunagu_app;

-- What an institution sent, in one request. The bytes are in the file store under the SHA-256.
CREATE TABLE clinical.submission (
  submission_id uuid NOT NULL,
  -- order of arrival
  received_no bigint GENERATED ALWAYS AS IDENTITY,
  facility_code text NOT NULL,
  received_at timestamptz NOT NULL,
  account text NOT NULL,
  -- null: the request had no body
  sha256 text,
  bytes bigint NOT NULL,
  content_type text NOT NULL,
  -- bundle: a document or a collection; resources: single ones
  kind text NOT NULL,
  -- the type of the resource, or the profile of the bundle; '' where several were sent at once
  what text NOT NULL,
  -- of a bundle, as the institution numbered it
  identifier text,
  state text NOT NULL,
  -- why it was refused or waits
  reason text,
  resources integer NOT NULL,
  errors integer NOT NULL,
  warnings integer NOT NULL,
  informations integer NOT NULL,
  CONSTRAINT submission_pkey PRIMARY KEY (submission_id),
  CONSTRAINT submission_kind_known CHECK (kind IN ('bundle', 'resources')),
  CONSTRAINT submission_state_known CHECK (state IN ('taken', 'unchanged', 'waiting', 'refused')),
  CONSTRAINT submission_reason_where_needed CHECK ((state IN ('waiting', 'refused')) = (reason IS NOT NULL))
);
CREATE INDEX submission_facility_idx ON clinical.submission (facility_code, received_no DESC);
GRANT SELECT, INSERT, UPDATE (state, reason, resources) ON clinical.submission TO tsunagu_app;

-- Whom a submission was about; nobody while it waits or when it was refused.
CREATE TABLE clinical.submission_person (
  person_id uuid NOT NULL,
  submission_id uuid NOT NULL,
  CONSTRAINT submission_person_pkey PRIMARY KEY (person_id, submission_id)
);
CREATE INDEX submission_person_submission_idx ON clinical.submission_person (submission_id);
GRANT SELECT, INSERT ON clinical.submission_person TO tsunagu_app;

-- What the validator and our own rules said. Messages hold no values of persons.
CREATE TABLE clinical.finding (
  submission_id uuid NOT NULL,
  finding_no integer NOT NULL,
  severity text NOT NULL,
  code text NOT NULL,
  rule text NOT NULL,
  expression text NOT NULL,
  message text NOT NULL,
  CONSTRAINT finding_pkey PRIMARY KEY (submission_id, finding_no)
);
GRANT SELECT, INSERT ON clinical.finding TO tsunagu_app;

-- Resources in all their versions; the highest one holds. Only ever added.
CREATE TABLE clinical.version (
  person_id uuid NOT NULL,
  resource_id text NOT NULL,
  version integer NOT NULL,
  type text NOT NULL,
  facility_code text NOT NULL,
  submission_id uuid NOT NULL,
  received_at timestamptz NOT NULL,
  deleted boolean NOT NULL,
  -- what follows is null, or empty, of a deletion
  category text,
  effective_on date,
  -- false: the patient was not told; null: nothing that has to be told first
  told boolean,
  hide_key text,
  -- of the content without what this server put in
  fingerprint text,
  -- json and not jsonb: digits and order of the sender stay
  content json,
  CONSTRAINT version_pkey PRIMARY KEY (person_id, resource_id, version),
  CONSTRAINT version_has_content_or_is_deleted CHECK (deleted = (content IS NULL))
) PARTITION BY HASH (person_id);
GRANT SELECT, INSERT ON clinical.version TO tsunagu_app;

-- Identifiers of the present versions, by which an institution finds its own resources.
CREATE TABLE clinical.identifier (
  facility_code text NOT NULL,
  type text NOT NULL,
  system text NOT NULL,
  value text NOT NULL,
  person_id uuid NOT NULL,
  resource_id text NOT NULL,
  -- names one resource of the institution and no other
  is_key boolean NOT NULL,
  CONSTRAINT identifier_pkey PRIMARY KEY (facility_code, type, system, value, resource_id)
);
CREATE UNIQUE INDEX identifier_key_unique ON clinical.identifier (facility_code, type, system, value) WHERE is_key;
CREATE INDEX identifier_resource_idx ON clinical.identifier (resource_id);
GRANT SELECT, INSERT, DELETE ON clinical.identifier TO tsunagu_app;

-- Bundles whose person nobody knows yet.
CREATE TABLE clinical.pending (
  submission_id uuid NOT NULL,
  -- '' when the bundle carries no number that could belong to a person
  number_key text NOT NULL,
  -- on whose behalf it is taken in later
  sender json NOT NULL,
  content json NOT NULL,
  CONSTRAINT pending_pkey PRIMARY KEY (submission_id)
);
CREATE INDEX pending_number_idx ON clinical.pending (number_key);
GRANT SELECT, INSERT, DELETE ON clinical.pending TO tsunagu_app;

DO $$
BEGIN
  FOR part IN 0..7 LOOP
    EXECUTE format('CREATE TABLE clinical.version_%s PARTITION OF clinical.version FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
  END LOOP;
END $$;
