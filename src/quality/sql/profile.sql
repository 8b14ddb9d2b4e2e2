-- Every column of one table, or of all, as the newest run of the profile found it.
SELECT
    table_name,
    column_name,
    data_type,
    row_count,
    filled_share,
    filled_by_rule,
    distinct_values,
    is_exact,
    min_value,
    max_value,
    mean_value,
    standard_deviation,
    quantiles[1] AS quantile_05,
    quantiles[2] AS quantile_25,
    quantiles[3] AS median,
    quantiles[4] AS quantile_75,
    quantiles[5] AS quantile_95,
    histogram,
    array_to_string(histogram_bounds, ', ') AS histogram_bounds,
    array_to_string(list_transform(frequent[:5], lambda it: it.value || ' (' || it.occurrences || ')'), ', ') AS frequent,
    array_to_string(list_transform(patterns[:5], lambda it: it.value || ' (' || it.occurrences || ')'), ', ') AS patterns,
    examined,
    batch_id,
    earlier_batch_id,
    filled_change,
    distinct_change,
    stability_index
FROM mart.column_profile
JOIN ops.current_run USING (run_id)
WHERE job = 'quality.profile' AND ($table::VARCHAR IS NULL OR table_name = $table)
ORDER BY table_name, position;
