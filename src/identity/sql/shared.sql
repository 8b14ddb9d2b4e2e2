SELECT rule, value AS shared_value, records
FROM mart.shared_value
JOIN ops.current_run USING (run_id)
WHERE job = 'identity.unify'
ORDER BY records DESC, rule, value;
