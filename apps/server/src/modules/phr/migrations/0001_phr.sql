CREATE SCHEMA phr;
GRANT USAGE ON SCHEMA phr TO tsunagu_app;

-- What a patient is told without asking.
CREATE TABLE phr.notice (
  person_id uuid NOT NULL,
  notice_id uuid NOT NULL DEFAULT gen_random_uuid(),
  at timestamptz NOT NULL,
  kind text NOT NULL,
  facility_code text NOT NULL,
  facility_name text NOT NULL,
  categories text[] NOT NULL,
  -- the entry of the audit log that it tells of
  entry_id uuid NOT NULL,
  read_at timestamptz,
  CONSTRAINT notice_pkey PRIMARY KEY (person_id, notice_id),
  CONSTRAINT notice_once_for_an_entry UNIQUE (person_id, entry_id),
  CONSTRAINT notice_kind_known CHECK (kind IN ('first-view', 'emergency-view', 'disaster-view'))
) PARTITION BY HASH (person_id);
GRANT SELECT, INSERT, UPDATE (read_at) ON phr.notice TO tsunagu_app;

-- Which institutions have looked at a person's record before.
CREATE TABLE phr.known_viewer (
  person_id uuid NOT NULL,
  facility_code text NOT NULL,
  since timestamptz NOT NULL,
  CONSTRAINT known_viewer_pkey PRIMARY KEY (person_id, facility_code)
) PARTITION BY HASH (person_id);
GRANT SELECT, INSERT ON phr.known_viewer TO tsunagu_app;

CREATE TABLE phr.notice_setting (
  person_id uuid NOT NULL,
  -- null: no mail
  mail text,
  CONSTRAINT notice_setting_pkey PRIMARY KEY (person_id)
) PARTITION BY HASH (person_id);
GRANT SELECT, INSERT, UPDATE ON phr.notice_setting TO tsunagu_app;

-- How far each writer of the audit log has been read.
CREATE TABLE phr.notice_cursor (
  writer_id uuid NOT NULL,
  seq bigint NOT NULL,
  CONSTRAINT notice_cursor_pkey PRIMARY KEY (writer_id)
);
GRANT SELECT, INSERT, UPDATE ON phr.notice_cursor TO tsunagu_app;

-- Mails wait here; without a mail server they stay.
CREATE TABLE phr.outgoing_mail (
  person_id uuid NOT NULL,
  notice_id uuid NOT NULL,
  recipient text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL,
  next_try_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  last_error text,
  sent_at timestamptz,
  CONSTRAINT outgoing_mail_pkey PRIMARY KEY (person_id, notice_id)
);
CREATE INDEX outgoing_mail_due_idx ON phr.outgoing_mail (next_try_at) WHERE sent_at IS NULL;
GRANT SELECT, INSERT, UPDATE (next_try_at, tries, last_error, sent_at) ON phr.outgoing_mail TO tsunagu_app;

DO $$
BEGIN
  FOR part IN 0..7 LOOP
    EXECUTE format('CREATE TABLE phr.notice_%s PARTITION OF phr.notice FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE phr.known_viewer_%s PARTITION OF phr.known_viewer FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE phr.notice_setting_%s PARTITION OF phr.notice_setting FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
  END LOOP;
END $$;
