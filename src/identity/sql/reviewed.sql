INSERT INTO mart.identity_agreement BY NAME
SELECT
    $run_id AS run_id,
    l.system AS left_system,
    l.customer_key AS left_key,
    r.system AS right_system,
    r.customer_key AS right_key,
    position,
    field,
    left_value,
    right_value,
    level,
    weight
FROM identity_agreed
JOIN identity_member AS l ON l.node = left_node
JOIN identity_member AS r ON r.node = right_node
ORDER BY left_node, right_node, position
