CREATE SCHEMA kernel;
GRANT USAGE ON SCHEMA kernel TO tsunagu_app;

-- Small facts about this installation.
CREATE TABLE kernel.setting (
  name text NOT NULL,
  value text NOT NULL,
  CONSTRAINT setting_pkey PRIMARY KEY (name)
);
GRANT SELECT, INSERT, UPDATE ON kernel.setting TO tsunagu_app;
