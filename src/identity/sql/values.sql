-- The values by which records are joined. A value that more than 20 records share names no one: it is a shop's own number,
-- a till's dummy member or a form's default, and is left out; mart.shared_value keeps it for an analyst to see.
CREATE OR REPLACE TEMP TABLE identity_value AS
WITH record AS (
    SELECT node, member_id, phone, email
    FROM core.customer_record
    JOIN identity_node USING (system, customer_key)
)
SELECT node, 'member_id' AS rule, member_id AS value FROM record WHERE member_id <> ''
UNION ALL
SELECT node, 'phone', phone FROM record WHERE phone <> ''
UNION ALL
SELECT node, 'email', email FROM record WHERE email <> '';

CREATE OR REPLACE TEMP TABLE identity_shared AS
SELECT
    rule,
    value,
    min(node) AS first_node,
    count(*) AS records,
    count(*) > 20 AS is_ignored
FROM identity_value
GROUP BY rule, value
HAVING min(node) < max(node);
