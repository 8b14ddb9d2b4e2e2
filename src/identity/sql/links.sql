-- The pairs that are more likely one customer than two and that no one keeps apart, and those that someone joined.
SELECT left_node, right_node
FROM identity_pair
JOIN identity_weight USING (pattern)
ANTI JOIN (FROM identity_decision WHERE NOT is_same) USING (left_node, right_node)
WHERE weight >= 0
UNION ALL
SELECT left_node, right_node
FROM identity_decision
WHERE is_same
ORDER BY left_node, right_node
