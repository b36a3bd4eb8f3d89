-- Whom institutions and pharmacies have told of what becomes of their prescriptions. Not about a person: a delivery says
-- that something happened to a prescription, not whose it is.
CREATE TABLE prescriptions.webhook (
  webhook_id    uuid NOT NULL CONSTRAINT webhook_pk PRIMARY KEY,
  facility_code text NOT NULL,
  url           text NOT NULL,
  -- With which deliveries are signed; the server reads it again.
  sealed_secret text NOT NULL,
  created_at    timestamptz NOT NULL,
  created_by    text NOT NULL,
  -- Attempts in a row that failed.
  failures      integer NOT NULL DEFAULT 0,
  -- Not called before; also a lease of the process that delivers.
  due_at        timestamptz NOT NULL,
  -- Given up after the last attempt, until somebody resumes it; null = it is called.
  stopped_at    timestamptz
);
CREATE INDEX webhook_by_facility ON prescriptions.webhook (facility_code);

-- What has not been taken yet. No foreign key: a prescription must not wait for, or fail with, a webhook that is removed.
CREATE TABLE prescriptions.webhook_delivery (
  webhook_id      uuid NOT NULL,
  -- Of one prescription in the order of its steps: it is drawn while the prescription is locked.
  sequence        bigint GENERATED ALWAYS AS IDENTITY,
  -- The same however often it is sent.
  delivery_id     uuid NOT NULL DEFAULT gen_random_uuid(),
  prescription_id uuid NOT NULL,
  version         integer NOT NULL,
  event           text NOT NULL,
  state           text NOT NULL,
  at              timestamptz NOT NULL,
  CONSTRAINT webhook_delivery_pk PRIMARY KEY (webhook_id, sequence)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON prescriptions.webhook TO tsunagu_app;
GRANT SELECT, INSERT, DELETE ON prescriptions.webhook_delivery TO tsunagu_app;
