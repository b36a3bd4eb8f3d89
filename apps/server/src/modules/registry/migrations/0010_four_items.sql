-- The search by name, birth date, sex and address or insurer begins with the day of birth.
CREATE INDEX person_birth_date_idx ON registry.person (birth_date, sex);
