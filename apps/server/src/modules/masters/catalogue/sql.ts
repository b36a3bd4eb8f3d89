/** Releases are only ever added, so their number tells one state of the tables from every other. */
export const selectVersion = `SELECT count(*)::text AS version FROM masters.release`;

/** The highest revision of each edition; `version` as in `selectVersion`, read in the same statement. */
export const selectReleases = `
  SELECT DISTINCT ON (master, edition)
         release_id, master, edition::text AS edition, (SELECT count(*)::text FROM masters.release) AS version
    FROM masters.release
   ORDER BY master, edition, revision DESC`;

export const selectActs = `
  SELECT code, changed_on::text, usable_until::text, short_name, name, unit_code, unit, point_kind, in_out,
         aggregation_out, hospital, donor, specimen, aggregation_in, recording_kind, tariff_kind, short_stay,
         letter, section, branch, item
    FROM masters.act WHERE release_id = $1`;

export const selectDrugs = `
  SELECT code, changed_on::text, usable_until::text, name, unit_code, unit, price_kind, controlled_kind, generic,
         contrast_kind, brand_of, dosage_form, price_list_code, general_name_code, general_name
    FROM masters.drug WHERE release_id = $1`;

export const selectMaterials = `
  SELECT code, changed_on::text, usable_until::text, short_name, name, unit_code, unit, price_kind
    FROM masters.material WHERE release_id = $1`;

export const selectDiseases = `
  SELECT code, changed_on::text, usable_until::text, name, icd10, icd10_second, exchange_code, management_number,
         successor
    FROM masters.disease WHERE release_id = $1`;

export const selectComments = `
  SELECT code, changed_on::text, usable_until::text, pattern, body, position_1, digits_1, position_2, digits_2,
         position_3, digits_3, position_4, digits_4
    FROM masters.comment WHERE release_id = $1`;

export const selectModifiers = `
  SELECT code, changed_on::text, usable_until::text, name, category, exchange_code, management_number
    FROM masters.modifier WHERE release_id = $1`;
