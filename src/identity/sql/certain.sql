SELECT left_node, right_node, is_same
FROM identity_decision
UNION ALL
SELECT left_node, right_node, TRUE AS is_same
FROM identity_alias
