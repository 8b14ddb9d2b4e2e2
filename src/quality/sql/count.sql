-- How many rows a check tested, and how many of them failed.
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
    count(*) AS tested,
    count(*) FILTER (failing) AS failed
FROM (
    /*rule*/
)
RETURNING failed;
