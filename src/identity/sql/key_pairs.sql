-- Each record beside the first one that has the same value: as few pairs as hold all of a value's records together.
SELECT node, first_node
FROM identity_key
JOIN identity_shared USING (rule, value)
WHERE NOT is_ignored AND node > first_node
