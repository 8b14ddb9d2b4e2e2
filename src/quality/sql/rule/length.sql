-- A row fails whose value has too few or too many characters; empty values are not tested.
SELECT
    checked AS checked_row,
    /*source*/ AS source,
    coalesce(length(/*columns*/::VARCHAR) < $min, FALSE) OR coalesce(length(/*columns*/::VARCHAR) > $max, FALSE) AS failing
FROM /*table*/ AS checked
WHERE (/*condition*/) AND /*present*/
