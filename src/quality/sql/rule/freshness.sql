-- The newest row fails if its day is too long ago. Days after the as-of day are mistakes, and not fresh.
SELECT
    checked AS checked_row,
    /*source*/ AS source,
    /*columns*/::DATE < $as_of::DATE - $days::INTEGER AS failing
FROM /*table*/ AS checked
WHERE (/*condition*/) AND /*columns*/::DATE <= $as_of
ORDER BY /*columns*/ DESC, checked
LIMIT 1
