-- What people decided of pairs of keys that are there.
CREATE OR REPLACE TEMP TABLE identity_decision AS
SELECT
    least(l.node, r.node) AS left_node,
    greatest(l.node, r.node) AS right_node,
    is_same
FROM ops.identity_decision AS decision
JOIN identity_node AS l ON l.system = left_system AND l.customer_key = left_key
JOIN identity_node AS r ON r.system = right_system AND r.customer_key = right_key;
