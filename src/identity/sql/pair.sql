-- Either order of the two keys will do.
SELECT
    coalesce(field, 'prior') AS fact,
    left_value,
    right_value,
    level,
    weight,
    sum(weight) OVER (ORDER BY position) AS weight_so_far
FROM mart.identity_agreement
JOIN ops.current_run USING (run_id)
WHERE
    job = 'identity.unify'
    AND (
        (left_system = $left_system AND left_key = $left_key AND right_system = $right_system AND right_key = $right_key)
        OR
        (left_system = $right_system AND left_key = $right_key AND right_system = $left_system AND right_key = $left_key)
    )
ORDER BY position;
