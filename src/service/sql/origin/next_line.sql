-- The line on which the record after one begins, whether it landed or could not be read.
SELECT min(line) AS line
FROM (
    SELECT _line AS line FROM /*landing*/ WHERE _batch = $batch AND _record = $next
    UNION ALL
    SELECT line FROM ops.reject WHERE batch_id = $batch AND record = $next
);
