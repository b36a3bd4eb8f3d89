-- The patient or the proxy who gave a consent at home; null: staff recorded it at the desk.
ALTER TABLE access.consent ADD COLUMN given_by uuid;
UPDATE access.consent SET given_by = person_id WHERE method = 'portal';
