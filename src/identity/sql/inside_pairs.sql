-- What was compared within components; of those too large for all their pairs, only the candidates.
SELECT root, left_node, right_node, pattern
FROM (
    SELECT root, left_node, right_node, pattern
    FROM identity_inside_pair
    JOIN identity_component ON node = left_node
    UNION ALL
    SELECT l.root, left_node, right_node, pattern
    FROM identity_pair
    JOIN identity_component AS l ON l.node = left_node
    JOIN identity_component AS r ON r.node = right_node
    WHERE l.is_large AND l.root = r.root
)
ORDER BY left_node, right_node
