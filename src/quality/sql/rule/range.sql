-- A row fails whose value is outside the bounds; empty values are not tested.
SELECT
    checked AS checked_row,
    /*source*/ AS source,
    coalesce(/*columns*/::/*type*/ < $min::/*type*/, FALSE) OR coalesce(/*columns*/::/*type*/ > $max::/*type*/, FALSE) AS failing
FROM /*table*/ AS checked
WHERE (/*condition*/) AND /*present*/
