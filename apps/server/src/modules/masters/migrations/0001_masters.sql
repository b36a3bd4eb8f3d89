-- Code masters of the claims examining bodies, one snapshot per release, never deleted.
-- Dates: changed_on = 変更年月日, first day of the row's content (null = not stated); usable_until = 廃止年月日,
-- last usable day inclusive (null = open).
CREATE SCHEMA masters;
GRANT USAGE ON SCHEMA masters TO tsunagu_app;

CREATE TABLE masters.release (
  release_id  integer GENERATED ALWAYS AS IDENTITY CONSTRAINT release_pk PRIMARY KEY,
  master      text NOT NULL
              CONSTRAINT release_master_known
              CHECK (master IN ('act', 'drug', 'material', 'disease', 'comment', 'modifier')),
  edition     date NOT NULL,
  -- A difference file holds only what changed; it stands beside the full file of the same date.
  scope       text NOT NULL CONSTRAINT release_scope_known CHECK (scope IN ('full', 'difference')),
  -- A corrected file of the same edition is the next revision; only the highest one is looked up.
  revision    smallint NOT NULL CONSTRAINT release_revision_positive CHECK (revision > 0),
  file_name   text NOT NULL,
  sha256      text NOT NULL CONSTRAINT release_sha256_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  row_count   integer NOT NULL CONSTRAINT release_not_empty CHECK (row_count > 0),
  column_count smallint NOT NULL,
  -- The file as it arrived, gzip: the columns below are an extract of it.
  content_gzip bytea NOT NULL CONSTRAINT release_content_gzip CHECK (substring(content_gzip FROM 1 FOR 2) = '\x1f8b'),
  imported_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT release_edition_once UNIQUE (master, edition, scope, revision),
  CONSTRAINT release_content_once UNIQUE (sha256)
);
ALTER TABLE masters.release ALTER COLUMN content_gzip SET STORAGE EXTERNAL;

CREATE TABLE masters.act (
  release_id      integer NOT NULL CONSTRAINT act_release_fk REFERENCES masters.release,
  code            text NOT NULL,
  changed_on      date,
  usable_until    date,
  short_name      text,
  name            text,
  unit_code       text,
  unit            text,
  point_kind      smallint NOT NULL,
  in_out          smallint NOT NULL,
  aggregation_out smallint NOT NULL,
  hospital        smallint NOT NULL,
  donor           smallint NOT NULL,
  specimen        smallint NOT NULL,
  aggregation_in  smallint NOT NULL,
  recording_kind  smallint NOT NULL,
  tariff_kind     smallint NOT NULL,
  short_stay      smallint NOT NULL,
  letter          text NOT NULL,
  section         smallint NOT NULL,
  branch          smallint NOT NULL,
  item            smallint NOT NULL,
  CONSTRAINT act_pk PRIMARY KEY (release_id, code)
);

CREATE TABLE masters.drug (
  release_id        integer NOT NULL CONSTRAINT drug_release_fk REFERENCES masters.release,
  code              text NOT NULL,
  changed_on        date,
  usable_until      date,
  name              text NOT NULL,
  unit_code         text,
  unit              text,
  price_kind        smallint NOT NULL,
  controlled_kind   smallint NOT NULL,
  generic           smallint NOT NULL,
  contrast_kind     smallint NOT NULL,
  brand_of          text,
  dosage_form       smallint NOT NULL,
  price_list_code   text,
  general_name_code text,
  general_name      text,
  CONSTRAINT drug_pk PRIMARY KEY (release_id, code)
);

CREATE TABLE masters.material (
  release_id   integer NOT NULL CONSTRAINT material_release_fk REFERENCES masters.release,
  code         text NOT NULL,
  changed_on   date,
  usable_until date,
  short_name   text,
  name         text,
  unit_code    text,
  unit         text,
  price_kind   smallint NOT NULL,
  CONSTRAINT material_pk PRIMARY KEY (release_id, code)
);

CREATE TABLE masters.disease (
  release_id        integer NOT NULL CONSTRAINT disease_release_fk REFERENCES masters.release,
  code              text NOT NULL,
  changed_on        date,
  usable_until      date,
  successor         text,
  name              text NOT NULL,
  management_number text,
  exchange_code     text,
  icd10             text,
  icd10_second      text,
  CONSTRAINT disease_pk PRIMARY KEY (release_id, code)
);

CREATE TABLE masters.comment (
  release_id   integer NOT NULL CONSTRAINT comment_release_fk REFERENCES masters.release,
  code         text NOT NULL,
  changed_on   date,
  usable_until date,
  pattern      text NOT NULL,
  body         text,
  position_1   smallint NOT NULL,
  digits_1     smallint NOT NULL,
  position_2   smallint NOT NULL,
  digits_2     smallint NOT NULL,
  position_3   smallint NOT NULL,
  digits_3     smallint NOT NULL,
  position_4   smallint NOT NULL,
  digits_4     smallint NOT NULL,
  CONSTRAINT comment_pk PRIMARY KEY (release_id, code)
);

CREATE TABLE masters.modifier (
  release_id        integer NOT NULL CONSTRAINT modifier_release_fk REFERENCES masters.release,
  code              text NOT NULL,
  changed_on        date,
  usable_until      date,
  name              text NOT NULL,
  management_number text,
  exchange_code     text,
  category          text,
  CONSTRAINT modifier_pk PRIMARY KEY (release_id, code)
);

-- Releases are only ever added.
GRANT SELECT, INSERT ON masters.release, masters.act, masters.drug, masters.material, masters.disease,
  masters.comment, masters.modifier TO tsunagu_app;
