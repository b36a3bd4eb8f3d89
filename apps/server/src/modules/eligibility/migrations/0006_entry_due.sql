-- The audit entry about the last batch of a file, noted with the batch: whoever goes on writes it where it is missing.
ALTER TABLE eligibility.insurer_file ADD COLUMN entry_due json;
GRANT UPDATE (entry_due) ON eligibility.insurer_file TO tsunagu_app;
