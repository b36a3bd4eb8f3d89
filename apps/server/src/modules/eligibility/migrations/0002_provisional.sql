-- Visits that were taken in before the eligibility was clear: one institution's work list.
CREATE TABLE eligibility.provisional (
  facility_code text NOT NULL,
  provisional_id uuid NOT NULL,
  facility_name text NOT NULL,
  -- null: nobody knows yet who that is
  person_id uuid,
  check_in_id uuid,
  name text NOT NULL,
  birth_date date NOT NULL,
  numbers json,
  date_of_service date NOT NULL,
  reason text NOT NULL,
  declared_insurer text,
  declared_ratio_percent smallint,
  -- what the patient was charged by, and where it comes from
  ratio_percent smallint NOT NULL,
  ratio_source text NOT NULL,
  -- total cost of the visit, where it was noted
  total_yen integer,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  checks integer NOT NULL DEFAULT 0,
  next_check_at timestamptz,
  state text NOT NULL DEFAULT 'open',
  resolved_at timestamptz,
  resolved_to json,
  difference_percent smallint,
  difference_yen integer,
  closed_by text,
  closed_note text,
  CONSTRAINT provisional_pkey PRIMARY KEY (facility_code, provisional_id),
  CONSTRAINT provisional_state_known CHECK (state IN ('open', 'resolved', 'staff', 'closed')),
  CONSTRAINT provisional_reason_known
    CHECK (reason IN ('lost', 'not-found', 'ambiguous', 'reader-failure', 'certificate-expired', 'outage')),
  CONSTRAINT provisional_ratio_source_known CHECK (ratio_source IN ('declared', 'age-class'))
);
CREATE INDEX provisional_due_idx ON eligibility.provisional (next_check_at) WHERE state = 'open';
GRANT SELECT, INSERT, UPDATE (person_id, checks, next_check_at, state, resolved_at, resolved_to, difference_percent,
  difference_yen, closed_by, closed_note) ON eligibility.provisional TO tsunagu_app;

-- Everything that happened to one of them, append-only.
CREATE TABLE eligibility.provisional_event (
  facility_code text NOT NULL,
  provisional_id uuid NOT NULL,
  event_no integer NOT NULL,
  at timestamptz NOT NULL,
  by text NOT NULL,
  event text NOT NULL,
  found text,
  note text,
  CONSTRAINT provisional_event_pkey PRIMARY KEY (facility_code, provisional_id, event_no)
);
GRANT SELECT, INSERT ON eligibility.provisional_event TO tsunagu_app;
