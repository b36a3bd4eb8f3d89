-- Lists of those who consented to visits or to online care: one institution, one basis, a period.
CREATE INDEX consent_institution_idx ON access.consent (facility_code, basis, given_at);
