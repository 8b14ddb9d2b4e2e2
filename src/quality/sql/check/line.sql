-- The line of the file that each failing row of one source came from.
UPDATE mart.check_failure AS failure
SET line = landed._line
FROM /*landing*/ AS landed
WHERE
    failure.run_id = $run_id
    AND failure.source = $source
    AND landed._batch = failure.batch_id
    AND landed._record = failure.record;
