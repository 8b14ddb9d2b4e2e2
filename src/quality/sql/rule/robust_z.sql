-- A row fails whose value lies too far from its group's median, measured by the median absolute deviation, which outliers
-- do not move; 0.6745 makes that equal to the standard deviation where values are normal. Groups are not tested in which
-- there are few rows, or half of all values are the same.
SELECT
    checked AS checked_row,
    /*source*/ AS source,
    0.6745 * abs(/*number*/ - middle) / spread > $max AS failing
FROM /*table*/ AS checked
JOIN (
    SELECT /*group*/ AS in_group, median(/*number*/) AS middle, mad(/*number*/) AS spread
    FROM /*table*/ AS checked
    WHERE (/*condition*/) AND /*present*/ AND /*is_tested*/
    GROUP BY ALL
    HAVING count(*) >= $min_rows AND spread > 0
) ON in_group = /*group*/
WHERE (/*condition*/) AND /*present*/ AND /*is_tested*/
