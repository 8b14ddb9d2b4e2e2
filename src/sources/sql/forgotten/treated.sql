SELECT
    count(*) FILTER (is_removed) AS removed,
    count(*) FILTER (NOT is_removed) AS emptied
FROM forgotten_match
JOIN ops.forgotten_record USING (batch_id, record);
