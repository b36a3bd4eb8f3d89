-- What the insurer's registration knows beyond the claims.
ALTER TABLE registry.person
  ADD COLUMN address text NOT NULL DEFAULT '',
  ADD COLUMN post_number text NOT NULL DEFAULT '',
  -- the name holds a mark that stands for a character which the sender could not write
  ADD COLUMN name_degraded boolean NOT NULL DEFAULT false,
  -- when an insurer registered the person last; null: known from claims alone
  ADD COLUMN registered_at timestamptz;
GRANT UPDATE (name, kana, address, post_number, name_degraded, registered_at) ON registry.person TO tsunagu_app;
