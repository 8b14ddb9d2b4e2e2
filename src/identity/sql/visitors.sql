-- What visitors did before they were known belongs to who they turned out to be, where that is one customer.
CREATE OR REPLACE TEMP TABLE identity_visitor AS
SELECT system, alias_key AS visitor_key, min(customer_id) AS customer_id
FROM core.customer_alias
GROUP BY system, alias_key
HAVING count(DISTINCT customer_id) = 1;

UPDATE core.touchpoint
SET customer_id = found.customer_id
FROM (
    SELECT system, touchpoint_key, identity_visitor.customer_id
    FROM core.touchpoint
    LEFT JOIN identity_visitor USING (system, visitor_key)
    WHERE customer_key IS NULL AND touchpoint.customer_id IS DISTINCT FROM identity_visitor.customer_id
) AS found
WHERE touchpoint.system = found.system AND touchpoint.touchpoint_key = found.touchpoint_key;
