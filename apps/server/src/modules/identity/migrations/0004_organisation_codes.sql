-- Two organisations under one code would see each other's patients.
CREATE UNIQUE INDEX organisation_facility_code_unique ON identity.organisation (facility_code)
  WHERE facility_code IS NOT NULL;
CREATE UNIQUE INDEX organisation_insurer_number_unique ON identity.organisation (insurer_number)
  WHERE insurer_number IS NOT NULL;
