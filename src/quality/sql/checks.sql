-- The newest result of every check, the worst first.
SELECT
    check_name,
    table_name,
    column_name,
    dimension,
    severity,
    CASE WHEN tested = 0 THEN 'not tested' WHEN failed > 0 THEN 'not passed' ELSE 'passed' END AS state,
    tested,
    failed,
    1 - failed / nullif(tested, 0) AS passed_rate,
    measured,
    protects,
    owner
FROM ops.check_result
JOIN ops.current_run USING (run_id)
WHERE job = 'quality.check'
ORDER BY
    CASE WHEN tested = 0 THEN 2 WHEN failed > 0 THEN 0 ELSE 1 END,
    list_position(['error', 'warning', 'info'], severity),
    passed_rate,
    table_name,
    check_name;
