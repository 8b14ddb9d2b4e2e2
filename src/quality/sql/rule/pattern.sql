-- A row fails in whose value the regular expression is not found; empty values are not tested.
SELECT
    checked AS checked_row,
    /*source*/ AS source,
    NOT regexp_matches(/*columns*/::VARCHAR, $pattern) AS failing
FROM /*table*/ AS checked
WHERE (/*condition*/) AND /*present*/
