-- Every key with its customer's id. Where a customer of an earlier run falls apart, so that several now remember its id,
-- the one with the first key keeps it; customers without an id get the next ones, in the order of their first key.
CREATE OR REPLACE TEMP TABLE identity_member AS
WITH rooted AS (
    SELECT node, system, customer_key, has_record, coalesce(root, node) AS root
    FROM identity_node
    LEFT JOIN identity_root USING (node)
),
claim AS (
    SELECT customer_id, min(root) AS root
    FROM core.customer_number
    JOIN rooted USING (system, customer_key)
    GROUP BY customer_id
),
kept AS (
    SELECT root, min(customer_id) AS customer_id
    FROM claim
    GROUP BY root
),
numbered AS (
    SELECT
        root,
        kept.customer_id IS NULL AS is_new,
        coalesce(
            kept.customer_id,
            greatest(
                (SELECT coalesce(max(customer_id), 0) FROM core.customer_number),
                (SELECT coalesce(max(customer_id), 0) FROM ops.forgotten_customer)
            )
            + row_number() OVER (PARTITION BY kept.customer_id IS NULL ORDER BY root)
        ) AS customer_id
    FROM (SELECT DISTINCT root FROM rooted) AS customer
    LEFT JOIN kept USING (root)
)
SELECT node, system, customer_key, has_record, is_new, customer_id
FROM rooted
JOIN numbered USING (root);
