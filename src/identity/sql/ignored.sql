INSERT INTO mart.shared_value BY NAME
SELECT $run_id AS run_id, rule, value, records
FROM identity_shared
WHERE is_ignored
ORDER BY rule, value
