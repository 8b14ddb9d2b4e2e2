-- A check's result over all sources.
INSERT INTO ops.check_result
SELECT
    $run_id AS run_id,
    $check_name AS check_name,
    $table_name AS table_name,
    $column_name AS column_name,
    $dimension AS dimension,
    $severity AS severity,
    $owner AS owner,
    $protects AS protects,
    (SELECT count(*) FROM /*table*/) AS row_count,
    coalesce(sum(tested), 0)::BIGINT AS tested,
    coalesce(sum(failed), 0)::BIGINT AS failed,
    $measured AS measured
FROM ops.check_source
WHERE run_id = $run_id AND check_name = $check_name
RETURNING failed;
