SELECT
    left_system,
    left_key,
    right_system,
    right_key,
    is_same,
    decided_by,
    decided_at
FROM ops.identity_decision
ORDER BY decided_at DESC, left_system, left_key, right_system, right_key;
