-- Checks that failed in their newest run, of those that are errors.
SELECT DISTINCT check_name AS name
FROM ops.check_result
JOIN ops.current_run USING (run_id)
WHERE severity = 'error' AND failed > 0;
