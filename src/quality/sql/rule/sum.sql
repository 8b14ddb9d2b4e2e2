-- A row fails where the values of its group do not add up to what the other table's rows of that group do. A group that
-- only one of the tables has is not tested: `reference` finds it.
SELECT
    struct_insert(checked, other_sum := known.total) AS checked_row,
    source,
    abs(grouped.total - known.total) > $tolerance AS failing
FROM (
    SELECT checked, /*source*/ AS source, /*keys*/, sum(/*columns*/) OVER (PARTITION BY /*keys*/) AS total
    FROM /*table*/ AS checked
    WHERE (/*condition*/) AND /*present*/
) AS grouped
JOIN (
    SELECT /*keys*/, sum(/*summed*/) AS total
    FROM /*known*/
    GROUP BY ALL
) AS known USING (/*keys*/)
