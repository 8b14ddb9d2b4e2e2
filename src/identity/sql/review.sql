-- What is worth a look: pairs with a posterior between 0.1 and 0.9, and pairs that have a key in common and are not one
-- customer, of each at most $most by how near to 0.5 they are; and all pairs that someone has decided.
CREATE OR REPLACE TEMP TABLE identity_review AS
WITH weighed AS (
    SELECT
        left_node,
        right_node,
        has_key_in_common AND l.customer_id <> r.customer_id AS is_apart,
        abs(weight) AS certainty
    FROM identity_pair
    JOIN identity_weight USING (pattern)
    JOIN identity_member AS l ON l.node = left_node
    JOIN identity_member AS r ON r.node = right_node
    WHERE certainty < log2(9) OR is_apart
    QUALIFY row_number() OVER (PARTITION BY is_apart ORDER BY certainty, left_node, right_node) <= $most
)
SELECT left_node, right_node
FROM weighed
UNION
SELECT left_node, right_node
FROM identity_decision;
