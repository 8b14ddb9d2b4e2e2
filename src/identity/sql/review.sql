-- What is worth a look: pairs with a posterior between 0.1 and 0.9, pairs that have a key in common and are not one customer,
-- at most $most of them by how near to 0.5 they are, and all pairs that someone has decided.
CREATE OR REPLACE TEMP TABLE identity_review AS
WITH doubtful AS (
    SELECT left_node, right_node
    FROM identity_pair
    JOIN identity_weight USING (pattern)
    JOIN identity_member AS l ON l.node = left_node
    JOIN identity_member AS r ON r.node = right_node
    WHERE abs(weight) < log2(9) OR (has_key_in_common AND l.customer_id <> r.customer_id)
    ORDER BY abs(weight), left_node, right_node
    LIMIT $most
)
FROM doubtful
UNION
SELECT left_node, right_node
FROM identity_decision;
