-- Counts what made the list of a person stale: who built it from an earlier state does not call it fresh.
ALTER TABLE prescriptions.active_list ADD COLUMN marks integer NOT NULL DEFAULT 0;

-- What was shown, as it was shown; and on which day in Japan.
ALTER TABLE prescriptions.alert ADD COLUMN shown jsonb NOT NULL DEFAULT '{}';
ALTER TABLE prescriptions.alert ADD COLUMN shown_on date NOT NULL DEFAULT '1970-01-01';
-- The same alert of the same day is one, however often it is looked up before somebody decides.
CREATE UNIQUE INDEX alert_undecided ON prescriptions.alert (person_id, facility_code, account, shown_on, kind, pair)
  WHERE decided_at IS NULL;
