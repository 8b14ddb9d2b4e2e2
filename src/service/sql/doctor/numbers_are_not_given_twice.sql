-- Sequences are ahead of the numbers that they have given.
SELECT count(*) AS broken, min(sequence_name) AS example
FROM (
    SELECT 'run_ids' AS sequence_name, max(run_id) AS given FROM ops.job_run
    UNION ALL
    SELECT 'batch_ids', max(batch_id) FROM ops.batch
    UNION ALL
    SELECT 'decision_ids', max(decision_id) FROM ops.decision
)
JOIN duckdb_sequences() USING (sequence_name)
WHERE schema_name = 'ops' AND given > coalesce(last_value, start_value - 1);
