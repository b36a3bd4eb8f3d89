-- For which days a number was said to hold, so that the one that holds today can be shown; null: known from claims alone.
ALTER TABLE registry.insured_number
  ADD COLUMN valid_from date,
  -- exclusive
  ADD COLUMN valid_to date,
  -- 公費負担者番号 and 受給者番号 of 医療扶助, which stand beside those of an insurance
  ADD COLUMN public_assistance boolean NOT NULL DEFAULT false;
GRANT UPDATE (valid_from, valid_to, public_assistance) ON registry.insured_number TO tsunagu_app;
