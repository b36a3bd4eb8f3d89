-- What the operator looks into: counts by institution and account, no patients.
CREATE TABLE access.unusual_access (
  finding_id uuid NOT NULL DEFAULT gen_random_uuid(),
  kind text NOT NULL,
  facility_code text NOT NULL,
  facility_name text NOT NULL,
  -- null: the institution as a whole
  account text,
  -- the day in Japan
  day date NOT NULL,
  count integer NOT NULL,
  -- what would have been usual
  expected integer NOT NULL,
  found_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by text,
  note text,
  CONSTRAINT unusual_access_pkey PRIMARY KEY (finding_id),
  CONSTRAINT unusual_access_once UNIQUE NULLS NOT DISTINCT (kind, facility_code, account, day),
  CONSTRAINT unusual_access_kind_known CHECK (kind IN ('volume', 'no-visit', 'out-of-hours', 'refusals', 'emergency'))
);
GRANT SELECT, INSERT, UPDATE (count, closed_at, closed_by, note) ON access.unusual_access TO tsunagu_app;
