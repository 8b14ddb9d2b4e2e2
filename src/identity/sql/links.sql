-- The pairs that are more likely one customer than two and that no one keeps apart, and those that a system or a person joined. Where
-- posteriors are right, F1 is greatest at half of the best F1 (Lipton, Elkan and Narayanaswamy, arXiv 1402.1892, 2014): near 0.5.
SELECT left_node, right_node
FROM identity_pair
JOIN identity_weight USING (pattern)
ANTI JOIN (FROM identity_decision WHERE NOT is_same) USING (left_node, right_node)
WHERE weight >= 0
UNION ALL
SELECT left_node, right_node
FROM identity_alias
UNION ALL
SELECT left_node, right_node
FROM identity_decision
WHERE is_same
ORDER BY left_node, right_node
