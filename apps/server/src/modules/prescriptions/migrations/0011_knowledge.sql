-- What is known about drugs beside the drug master: price list, general names, directions for use, contraindicated pairs,
-- allergens. Files are kept as they arrived, and read into memory.
CREATE TABLE prescriptions.knowledge_file (
  file_id     integer GENERATED ALWAYS AS IDENTITY CONSTRAINT knowledge_file_pk PRIMARY KEY,
  kind        text NOT NULL
              CONSTRAINT knowledge_file_kind_known
              CHECK (kind IN ('price-list', 'general-names', 'usages', 'contraindications', 'allergens')),
  -- Day of the edition; the day of the import where the file names none.
  edition     date NOT NULL,
  name        text NOT NULL,
  sha256      text NOT NULL CONSTRAINT knowledge_file_sha256_form CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  row_count   integer NOT NULL CONSTRAINT knowledge_file_not_empty CHECK (row_count > 0),
  content_gzip bytea NOT NULL
              CONSTRAINT knowledge_file_content_gzip CHECK (substring(content_gzip FROM 1 FOR 2) = '\x1f8b'),
  imported_at timestamptz NOT NULL DEFAULT now(),
  -- The same file may be taken once; of one edition the file that came last counts.
  CONSTRAINT knowledge_file_content_once UNIQUE (kind, sha256)
);
ALTER TABLE prescriptions.knowledge_file ALTER COLUMN content_gzip SET STORAGE EXTERNAL;
GRANT SELECT, INSERT ON prescriptions.knowledge_file TO tsunagu_app;
