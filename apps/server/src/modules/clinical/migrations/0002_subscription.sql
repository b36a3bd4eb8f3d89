-- Institutions that want to be told of what they themselves handed in, for example by another of their programs.
CREATE TABLE clinical.subscription (
  subscription_id text NOT NULL,
  facility_code text NOT NULL,
  version integer NOT NULL,
  status text NOT NULL,
  -- type of the criteria, and its search
  type text NOT NULL,
  query text NOT NULL,
  endpoint text NOT NULL,
  -- exclusive; null = until it is ended
  ends_at timestamptz,
  updated_at timestamptz NOT NULL,
  -- headers to be sent, readable with the server's key only
  sealed_headers text,
  -- as it was sent, without the headers
  content json NOT NULL,
  deleted boolean NOT NULL DEFAULT false,
  CONSTRAINT subscription_pkey PRIMARY KEY (subscription_id),
  CONSTRAINT subscription_status_known CHECK (status IN ('active', 'error', 'off'))
);
CREATE INDEX subscription_facility_idx ON clinical.subscription (facility_code, type) WHERE status = 'active' AND NOT deleted;
GRANT SELECT, INSERT, UPDATE ON clinical.subscription TO tsunagu_app;

-- Written in the transaction that it tells of.
CREATE TABLE clinical.notification (
  notification_id bigint GENERATED ALWAYS AS IDENTITY,
  subscription_id text NOT NULL,
  due_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  CONSTRAINT notification_pkey PRIMARY KEY (notification_id)
);
CREATE INDEX notification_due_idx ON clinical.notification (due_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON clinical.notification TO tsunagu_app;
