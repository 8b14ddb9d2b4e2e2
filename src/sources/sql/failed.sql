-- How many of the batch's records did not come through as they were.
SELECT
    (SELECT count(*) FROM ops.reject WHERE batch_id = $batch_id AND state = 'open') AS rejected,
    (SELECT count(*) FROM ops.reject WHERE batch_id = $batch_id AND state = 'given_up') AS given_up,
    (SELECT count(*) FROM ops.forgotten_record WHERE batch_id = $batch_id AND is_removed) AS forgotten,
    (
        SELECT count(*)
        FROM ops.repair
        WHERE
            source = $source
            AND content_hash = $content_hash
            AND state = 'repaired'
            AND record NOT IN (SELECT record FROM ops.reject WHERE batch_id = $batch_id AND state <> 'repaired')
    ) AS repaired;
