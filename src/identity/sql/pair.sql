-- Either order of the two keys will do. A value is shown as its record has it, beside what was compared of it; a field that
-- the configuration makes of several columns has no value of its own, and is shown as compared.
SELECT
    coalesce(agreement.field, 'prior') AS fact,
    coalesce(nullif(to_json(l) ->> ('$."' || field || '"'), ''), left_value) AS left_value,
    coalesce(nullif(to_json(r) ->> ('$."' || field || '"'), ''), right_value) AS right_value,
    CASE
        WHEN field IS NULL THEN NULL
        WHEN level = 0 THEN 'not_known'
        WHEN level = 1 THEN 'differs'
        WHEN left_value = right_value THEN 'equal'
        ELSE 'near'
    END AS state,
    level,
    weight,
    sum(weight) OVER (ORDER BY position) AS weight_so_far,
    left_value AS left_compared,
    right_value AS right_compared
FROM mart.identity_agreement AS agreement
JOIN ops.current_run USING (run_id)
LEFT JOIN core.customer_record AS l ON l.system = left_system AND l.customer_key = left_key
LEFT JOIN core.customer_record AS r ON r.system = right_system AND r.customer_key = right_key
WHERE
    job = 'identity.unify'
    AND (
        (left_system = $left_system AND left_key = $left_key AND right_system = $right_system AND right_key = $right_key)
        OR
        (left_system = $right_system AND left_key = $right_key AND right_system = $left_system AND right_key = $left_key)
    )
ORDER BY position;
