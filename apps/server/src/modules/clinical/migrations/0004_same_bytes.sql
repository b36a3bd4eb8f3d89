-- Whom the bytes are about: those of a batch belong to the submissions of all its entries.
CREATE INDEX submission_sha256_idx ON clinical.submission (facility_code, sha256);
