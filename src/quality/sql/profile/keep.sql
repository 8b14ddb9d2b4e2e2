-- The profile of all columns that are gathered.
INSERT INTO mart.column_profile
WITH seen AS (
    SELECT column_id, count(*) AS distinct_values, sum(occurrences)::BIGINT AS examined
    FROM temp.profiled_value
    GROUP BY column_id
),
-- a value that stands in one row is not frequent
top AS (
    SELECT column_id, value, coalesce(again.occurrences, seen.occurrences) AS occurrences
    FROM temp.profiled_value AS seen
    LEFT JOIN temp.profiled_again AS again USING (column_id, value)
    WHERE seen.occurrences > 1
    QUALIFY row_number() OVER (PARTITION BY column_id ORDER BY seen.occurrences DESC, value) <= 10
),
frequent AS (
    SELECT
        column_id,
        list({'value': value, 'occurrences': occurrences} ORDER BY occurrences DESC, value) AS frequent
    FROM top
    GROUP BY column_id
),
pattern AS (
    SELECT column_id, value, occurrences
    FROM (
        SELECT column_id, mart.text_pattern(value) AS value, sum(occurrences)::BIGINT AS occurrences
        FROM temp.profiled_value
        JOIN temp.profiled_column USING (column_id)
        WHERE number IS NULL AND data_type <> 'BOOLEAN'
        GROUP BY ALL
    )
    QUALIFY row_number() OVER (PARTITION BY column_id ORDER BY occurrences DESC, value) <= 10
),
patterns AS (
    SELECT
        column_id,
        list({'value': value, 'occurrences': occurrences} ORDER BY occurrences DESC, value) AS patterns
    FROM pattern
    GROUP BY column_id
),
ordered AS (
    SELECT
        column_id,
        value,
        number,
        occurrences,
        sum(occurrences) OVER (PARTITION BY column_id ORDER BY number) / sum(occurrences) OVER (PARTITION BY column_id) AS reached,
        min(number) OVER (PARTITION BY column_id) AS low,
        max(number) OVER (PARTITION BY column_id) AS high
    FROM temp.profiled_value
    WHERE number IS NOT NULL
),
-- a quantile is the least value that so large a part of the rows does not exceed
quantiles AS (
    SELECT
        column_id,
        [
            arg_min(value, number) FILTER (reached >= 0.05),
            arg_min(value, number) FILTER (reached >= 0.25),
            arg_min(value, number) FILTER (reached >= 0.5),
            arg_min(value, number) FILTER (reached >= 0.75),
            arg_min(value, number) FILTER (reached >= 0.95)
        ] AS quantiles
    FROM ordered
    GROUP BY column_id
),
-- twenty bins of equal width; none where all values are the same
bin AS (
    SELECT column_id, number_of AS bin, low + (high - low) * number_of / 20 AS bound, data_type
    FROM (SELECT DISTINCT column_id, low, high FROM ordered WHERE high > low)
    JOIN temp.profiled_column USING (column_id)
    CROSS JOIN range(20) AS twenty(number_of)
),
binned AS (
    SELECT column_id, least(floor((number - low) / (high - low) * 20), 19)::BIGINT AS bin, sum(occurrences) AS occurrences
    FROM ordered
    WHERE high > low
    GROUP BY ALL
),
histogram AS (
    SELECT
        column_id,
        list(coalesce(occurrences, 0)::BIGINT ORDER BY bin) AS histogram,
        list(
            CASE
                WHEN data_type = 'DATE' THEN make_timestamp(bound::BIGINT * 1000000)::DATE::VARCHAR
                WHEN data_type LIKE 'TIMESTAMP%' THEN make_timestamp(bound::BIGINT * 1000000)::VARCHAR
                ELSE round(bound, 6)::VARCHAR
            END
            ORDER BY bin
        ) AS histogram_bounds
    FROM bin
    LEFT JOIN binned USING (column_id, bin)
    GROUP BY column_id
),
filled_by_rule AS (
    SELECT table_name, column_name, count(*) AS filled_by_rule
    FROM ops.filled_cell
    GROUP BY table_name, column_name
)
SELECT
    $run_id AS run_id,
    table_name,
    column_name,
    position,
    data_type,
    row_count,
    filled / nullif(row_count, 0) AS filled_share,
    CASE WHEN stride = 1 THEN coalesce(distinct_values, 0) ELSE near_distinct END AS distinct_values,
    stride = 1 AS is_exact,
    coalesce(examined, 0) AS examined,
    min_value,
    max_value,
    mean_value,
    -- parallel sums of doubles differ in their last digits from run to run
    round(standard_deviation, greatest(0, 8 - floor(log10(greatest(standard_deviation, 1e-8))))::INTEGER) AS standard_deviation,
    quantiles,
    histogram,
    histogram_bounds,
    patterns,
    frequent,
    batch_id,
    earlier_batch_id,
    filled_change,
    distinct_change,
    stability_index,
    filled_by_rule
FROM temp.profiled_column
LEFT JOIN seen USING (column_id)
LEFT JOIN frequent USING (column_id)
LEFT JOIN patterns USING (column_id)
LEFT JOIN quantiles USING (column_id)
LEFT JOIN histogram USING (column_id)
LEFT JOIN temp.profiled_change USING (column_id)
LEFT JOIN filled_by_rule USING (table_name, column_name)
ORDER BY column_id;
