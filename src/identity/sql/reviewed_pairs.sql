INSERT INTO mart.identity_pair BY NAME
WITH pair AS (
    SELECT
        left_node,
        right_node,
        sum(weight ORDER BY position) AS weight,
        bool_or(is_key_in_common) AS has_key_in_common
    FROM identity_agreed
    GROUP BY left_node, right_node
)
SELECT
    $run_id AS run_id,
    l.system AS left_system,
    l.customer_key AS left_key,
    r.system AS right_system,
    r.customer_key AS right_key,
    weight,
    1 / (1 + pow(2, -weight)) AS posterior,
    has_key_in_common,
    l.customer_id = r.customer_id AS is_joined
FROM pair
JOIN identity_member AS l ON l.node = left_node
JOIN identity_member AS r ON r.node = right_node
ORDER BY left_node, right_node
