-- Whether two groups of rows are large enough to be compared.
SELECT count(*) FILTER (/*before*/) >= $min_rows AND count(*) FILTER (/*after*/) >= $min_rows AS is_enough
FROM /*table*/ AS checked
WHERE /*condition*/;
