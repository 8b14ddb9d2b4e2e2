-- What is left to decide, the most doubtful first. The reason says why a person is asked.
SELECT
    pair.left_system,
    pair.left_key,
    pair.right_system,
    pair.right_key,
    pair.posterior AS likeness_share,
    CASE
        WHEN pair.has_key_in_common AND NOT pair.is_joined THEN 'key_yet_apart'
        WHEN pair.is_joined AND pair.posterior < 0.5 THEN 'joined_through_others'
        WHEN NOT pair.is_joined AND pair.posterior >= 0.5 THEN 'contradicted_by_others'
        WHEN pair.is_joined THEN 'barely_joined'
        ELSE 'barely_apart'
    END AS reason,
    pair.is_joined,
    pair.has_key_in_common,
    concat_ws(' · ', l.name, l.phone, l.email, l.birth_date, l.city) AS left_record,
    concat_ws(' · ', r.name, r.phone, r.email, r.birth_date, r.city) AS right_record
FROM mart.identity_pair AS pair
JOIN ops.current_run USING (run_id)
ANTI JOIN ops.identity_decision USING (left_system, left_key, right_system, right_key)
JOIN core.customer_record AS l ON l.system = pair.left_system AND l.customer_key = pair.left_key
JOIN core.customer_record AS r ON r.system = pair.right_system AND r.customer_key = pair.right_key
WHERE job = 'identity.unify'
ORDER BY abs(pair.posterior - 0.5), pair.left_system, pair.left_key, pair.right_system, pair.right_key;
