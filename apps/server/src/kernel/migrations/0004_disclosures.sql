-- Disclosures, which the module access kept in a table of its own, now stand in the audit log. Those from before have no
-- place in a hash chain and are kept apart there. Migrations run in the order of their names: access comes before kernel.
INSERT INTO audit.entry (person_id, at, entry_id, event, account, actor_role, facility_code, facility_name, purpose, ground,
  categories, outcome, refusal_code, item_count, request_id, writer_id, seq)
SELECT person_id, date_trunc('milliseconds', at), disclosure_id, 'disclosure', account, actor_role, facility_code, facility_name,
  purpose, ground, categories, outcome, refusal_code, item_count, request_id,
  '00000000-0000-0000-0000-000000000000', row_number() OVER (ORDER BY at, disclosure_id)
FROM access.disclosure;
DROP TABLE access.disclosure;
