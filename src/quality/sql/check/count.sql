-- How many rows a check tested, and how many of them failed, by the source that they came from.
INSERT INTO ops.check_source
SELECT
    $run_id AS run_id,
    $check_name AS check_name,
    source,
    count(*) AS tested,
    count(*) FILTER (failing) AS failed
FROM (
    /*rule*/
)
GROUP BY source;
