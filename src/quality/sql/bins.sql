-- Rows of two groups by bin. Numbers and times have ten bins, which part the earlier rows into tenths, equal values staying
-- together. Texts have one for each value that stands in a hundredth of the earlier rows, up to twenty, and one for all others.
-- What is empty has no bin.
SELECT
    column_id,
    bin,
    sum(before)::BIGINT AS before,
    sum(after)::BIGINT AS after,
    count(*) FILTER (before > 0) AS values_before,
    count(*) FILTER (after > 0) AS values_after
FROM (
    SELECT
        column_id,
        before,
        after,
        CASE
            WHEN value IS NULL THEN NULL
            WHEN number IS NOT NULL THEN least(floor(10 * (reached - before) / all_before), 9)
            WHEN before >= greatest(0.01 * all_before, 5) THEN least(place, 21)
            ELSE 21
        END AS bin
    FROM (
        SELECT
            *,
            sum(before) OVER (PARTITION BY column_id, value IS NULL) AS all_before,
            sum(before) OVER (PARTITION BY column_id, value IS NULL ORDER BY number) AS reached,
            row_number() OVER (PARTITION BY column_id, value IS NULL ORDER BY before DESC, value) AS place
        FROM (
            /*counted*/
        )
    )
)
GROUP BY column_id, bin
ORDER BY column_id, bin NULLS LAST;
