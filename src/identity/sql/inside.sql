-- All pairs within a component of three records or more, also those that no block held: a chain is seen by the pairs that
-- contradict it.
CREATE OR REPLACE TEMP TABLE identity_inside AS
SELECT l.node AS left_node, r.node AS right_node
FROM identity_component AS l
JOIN identity_component AS r ON l.root = r.root AND l.node < r.node
WHERE NOT l.is_large;
