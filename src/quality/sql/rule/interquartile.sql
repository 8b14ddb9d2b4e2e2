-- A row fails whose value lies too far below its group's lower or above its upper quartile, measured by what lies between
-- the two. Groups are not tested in which there are few rows, or half of all values are the same.
SELECT
    checked AS checked_row,
    /*source*/ AS source,
    greatest(lower - /*number*/, /*number*/ - upper) > $max * (upper - lower) AS failing
FROM /*table*/ AS checked
JOIN (
    SELECT
        /*group*/ AS in_group,
        quantile_cont(/*number*/, 0.25) AS lower,
        quantile_cont(/*number*/, 0.75) AS upper
    FROM /*table*/ AS checked
    WHERE (/*condition*/) AND /*present*/ AND /*is_tested*/
    GROUP BY ALL
    HAVING count(*) >= $min_rows AND upper > lower
) ON in_group = /*group*/
WHERE (/*condition*/) AND /*present*/ AND /*is_tested*/
