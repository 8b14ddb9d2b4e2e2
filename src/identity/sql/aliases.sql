-- Keys that their own system says are one customer's, but where people have decided otherwise. A key that stands for several
-- names none of them: a device that more than one person uses.
CREATE OR REPLACE TEMP TABLE identity_alias AS
WITH alias AS (
    SELECT system, alias_key, min(customer_key) AS customer_key
    FROM core.customer_alias
    WHERE customer_key <> alias_key
    GROUP BY system, alias_key
    HAVING count(DISTINCT customer_key) = 1
)
SELECT least(l.node, r.node) AS left_node, greatest(l.node, r.node) AS right_node
FROM alias
JOIN identity_node AS l ON l.system = alias.system AND l.customer_key = alias.alias_key
JOIN identity_node AS r ON r.system = alias.system AND r.customer_key = alias.customer_key
ANTI JOIN identity_decision AS decision ON
    decision.left_node = least(l.node, r.node) AND decision.right_node = greatest(l.node, r.node);
