-- The patient's own medication notebook: what was imported, by one entry each.
CREATE TABLE prescriptions.notebook_entry (
  person_id   uuid NOT NULL,
  entry_id    uuid NOT NULL,
  kind        text NOT NULL CONSTRAINT notebook_entry_kind_known
              CHECK (kind IN ('block', 'otc', 'note', 'memo', 'pharmacist', 'profile')),
  -- Day of dispensing, of the first intake, of the note; null where the notebook says none.
  occurred_on date,
  -- SHA-256 of what makes two of them the same: for a block day, institution, drugs and amounts.
  content_key bytea NOT NULL,
  -- As packages/jahis read it.
  content     jsonb NOT NULL,
  -- 出力区分: 1 a facility handed it out, 2 the patient did.
  category    smallint NOT NULL CONSTRAINT notebook_entry_category CHECK (category IN (1, 2)),
  imported_at timestamptz NOT NULL,
  account     text NOT NULL,
  CONSTRAINT notebook_entry_pk PRIMARY KEY (person_id, entry_id),
  CONSTRAINT notebook_entry_once UNIQUE (person_id, content_key)
) PARTITION BY HASH (person_id);

-- Parts of something larger wait here until the others are there.
CREATE TABLE prescriptions.notebook_part (
  person_id   uuid NOT NULL,
  -- データID, 14 digits.
  data_id     text NOT NULL,
  part        smallint NOT NULL,
  content     jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  CONSTRAINT notebook_part_pk PRIMARY KEY (person_id, data_id, part)
) PARTITION BY HASH (person_id);

DO $$
DECLARE parent text;
BEGIN
  FOREACH parent IN ARRAY ARRAY['notebook_entry', 'notebook_part'] LOOP
    FOR part IN 0..7 LOOP
      EXECUTE format('CREATE TABLE prescriptions.%I PARTITION OF prescriptions.%I FOR VALUES WITH (MODULUS 8, REMAINDER %s)',
                     parent || '_' || part, parent, part);
    END LOOP;
  END LOOP;
END $$;

GRANT SELECT, INSERT, DELETE ON prescriptions.notebook_entry TO tsunagu_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON prescriptions.notebook_part TO tsunagu_app;
