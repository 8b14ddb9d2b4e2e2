CREATE OR REPLACE TEMP TABLE identity_candidate AS
SELECT DISTINCT l.node AS left_node, r.node AS right_node
FROM identity_block AS l
JOIN identity_block AS r ON l.rule = r.rule AND l.block = r.block AND l.node < r.node;
