ALTER TABLE access.consent
  ADD COLUMN basis text NOT NULL DEFAULT 'visit-24h',
  -- oral consent: what was noted in the chart
  ADD COLUMN chart_note text,
  -- null: until revoked
  ALTER COLUMN valid_until DROP NOT NULL,
  DROP CONSTRAINT consent_category_known,
  ADD CONSTRAINT consent_category_known CHECK (category IN ('medication', 'treatment', 'surgery', 'checkup',
    'limit-certificate', 'specific-disease', 'medical-subsidy')),
  DROP CONSTRAINT consent_method_known,
  ADD CONSTRAINT consent_method_known CHECK (method IN ('card-reader', 'written', 'spoken', 'portal')),
  ADD CONSTRAINT consent_basis_known CHECK (basis IN ('visit-24h', 'persistent', 'visiting', 'online', 'oral')),
  ADD CONSTRAINT consent_ends_unless_it_is_for_care_at_home
    CHECK (valid_until IS NOT NULL OR basis IN ('visiting', 'online')),
  ADD CONSTRAINT consent_oral_has_a_note CHECK ((basis = 'oral') = (chart_note IS NOT NULL));

-- What the patient has ruled out. A limit is never changed, only ended.
CREATE TABLE access.limitation (
  person_id uuid NOT NULL,
  kind text NOT NULL,
  -- '' = everywhere
  facility_code text NOT NULL,
  -- '' = every category
  category text NOT NULL,
  since timestamptz NOT NULL,
  set_by text NOT NULL,
  ended_at timestamptz,
  CONSTRAINT limitation_pkey PRIMARY KEY (person_id, kind, facility_code, category, since),
  CONSTRAINT limitation_kind_known CHECK (kind IN ('withheld', 'sharing-stopped', 'denied')),
  CONSTRAINT limitation_denies_somebody CHECK ((kind = 'denied') = (facility_code <> ''))
) PARTITION BY HASH (person_id);
GRANT SELECT, INSERT, UPDATE (ended_at) ON access.limitation TO tsunagu_app;

-- Entries of the record that the patient hides from other institutions.
CREATE TABLE access.hidden_entry (
  person_id uuid NOT NULL,
  -- names what was done, where and when, so that a corrected claim stays hidden
  hide_key text NOT NULL,
  label text NOT NULL,
  since timestamptz NOT NULL,
  set_by text NOT NULL,
  ended_at timestamptz,
  CONSTRAINT hidden_entry_pkey PRIMARY KEY (person_id, hide_key, since)
) PARTITION BY HASH (person_id);
GRANT SELECT, INSERT, UPDATE (ended_at) ON access.hidden_entry TO tsunagu_app;

CREATE TABLE access.disaster_mode (
  mode_id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL,
  -- codes of prefectures, the first two digits of a facility code
  areas text[] NOT NULL,
  opens_at timestamptz NOT NULL,
  -- exclusive
  closes_at timestamptz NOT NULL,
  opened_by text NOT NULL,
  reference text NOT NULL,
  recorded_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by text,
  CONSTRAINT disaster_mode_pkey PRIMARY KEY (mode_id),
  CONSTRAINT disaster_mode_has_areas CHECK (cardinality(areas) > 0),
  CONSTRAINT disaster_mode_ends_after_it_begins CHECK (closes_at > opens_at)
);
GRANT SELECT, INSERT, UPDATE (closed_at, closed_by) ON access.disaster_mode TO tsunagu_app;

-- Views opened without a card or without consent, and what the facility's manager thought of them afterwards.
CREATE TABLE access.opened_view (
  person_id uuid NOT NULL,
  opened_id uuid NOT NULL DEFAULT gen_random_uuid(),
  mode text NOT NULL,
  facility_code text NOT NULL,
  account text NOT NULL,
  opened_at timestamptz NOT NULL,
  -- exclusive
  valid_until timestamptz NOT NULL,
  disaster_mode_id uuid,
  life_threatening boolean,
  able_to_consent boolean NOT NULL,
  reason text NOT NULL,
  reviewed_at timestamptz,
  reviewed_by text,
  review_outcome text,
  review_note text,
  CONSTRAINT opened_view_pkey PRIMARY KEY (person_id, opened_id),
  CONSTRAINT opened_view_mode_known CHECK (mode IN ('emergency', 'disaster')),
  CONSTRAINT opened_view_in_a_mode CHECK ((mode = 'disaster') = (disaster_mode_id IS NOT NULL)),
  CONSTRAINT opened_view_review_known CHECK (review_outcome IN ('appropriate', 'inappropriate', 'unclear')),
  CONSTRAINT opened_view_review_whole CHECK ((reviewed_at IS NULL) = (review_outcome IS NULL))
) PARTITION BY HASH (person_id);
CREATE INDEX opened_view_facility_idx ON access.opened_view (facility_code, opened_at DESC);
GRANT SELECT, INSERT, UPDATE (reviewed_at, reviewed_by, review_outcome, review_note) ON access.opened_view TO tsunagu_app;

CREATE TABLE access.proxy (
  principal_id uuid NOT NULL,
  proxy_id uuid NOT NULL,
  proxy_ref uuid NOT NULL DEFAULT gen_random_uuid(),
  scopes text[] NOT NULL,
  valid_from timestamptz NOT NULL,
  -- exclusive; null = until ended
  valid_until timestamptz,
  -- of a minor's proxy: when nothing but looking is left
  view_only_from timestamptz,
  confirmed_by_principal_at timestamptz,
  confirmed_by_proxy_at timestamptz,
  ended_at timestamptz,
  CONSTRAINT proxy_pkey PRIMARY KEY (principal_id, proxy_id, proxy_ref),
  CONSTRAINT proxy_of_somebody_else CHECK (principal_id <> proxy_id),
  CONSTRAINT proxy_scopes_known CHECK (scopes <@ ARRAY['view', 'consent', 'share'] AND cardinality(scopes) > 0)
);
CREATE INDEX proxy_proxy_idx ON access.proxy (proxy_id);
GRANT SELECT, INSERT, UPDATE (confirmed_by_principal_at, confirmed_by_proxy_at, ended_at) ON access.proxy TO tsunagu_app;

-- What one person tells another, so that they can name each other as proxies without knowing any number.
CREATE TABLE access.proxy_code (
  code_hash bytea NOT NULL,
  person_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT proxy_code_pkey PRIMARY KEY (code_hash)
);
GRANT SELECT, INSERT, UPDATE (used_at) ON access.proxy_code TO tsunagu_app;

-- A patient asks an institution about an entry. @spec phr.md §3 A3
CREATE TABLE access.question (
  person_id uuid NOT NULL,
  question_id uuid NOT NULL DEFAULT gen_random_uuid(),
  entry_id uuid NOT NULL,
  facility_code text NOT NULL,
  question text NOT NULL,
  asked_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  answer text,
  answered_at timestamptz,
  answered_by text,
  CONSTRAINT question_pkey PRIMARY KEY (person_id, question_id),
  CONSTRAINT question_once_for_an_entry UNIQUE (person_id, entry_id),
  CONSTRAINT question_answer_whole CHECK ((answer IS NULL) = (answered_at IS NULL))
);
CREATE INDEX question_facility_idx ON access.question (facility_code, asked_at DESC);
GRANT SELECT, INSERT, UPDATE (answer, answered_at, answered_by) ON access.question TO tsunagu_app;

DO $$
BEGIN
  FOR part IN 0..7 LOOP
    EXECUTE format('CREATE TABLE access.limitation_%s PARTITION OF access.limitation FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE access.hidden_entry_%s PARTITION OF access.hidden_entry FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE access.opened_view_%s PARTITION OF access.opened_view FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
  END LOOP;
END $$;
