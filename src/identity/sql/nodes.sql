-- Every key that a record or a fact has in a system, numbered densely in the order of (system, key).
CREATE OR REPLACE TEMP TABLE identity_node AS
WITH seen AS (
    SELECT system, customer_key, TRUE AS has_record FROM core.customer_record
    UNION ALL
    SELECT DISTINCT system, customer_key, FALSE FROM core.customer_alias
    UNION ALL
    SELECT DISTINCT system, customer_key, FALSE FROM core.sales_order
    UNION ALL
    SELECT DISTINCT system, customer_key, FALSE FROM core.touchpoint
    UNION ALL
    SELECT DISTINCT system, customer_key, FALSE FROM core.interaction
    UNION ALL
    SELECT DISTINCT system, customer_key, FALSE FROM core.feedback
    UNION ALL
    SELECT DISTINCT system, customer_key, FALSE FROM core.consent
    UNION ALL
    SELECT DISTINCT system, customer_key, FALSE FROM core.campaign_member
    UNION ALL
    SELECT DISTINCT system, customer_key, FALSE FROM core.campaign_message
    UNION ALL
    SELECT DISTINCT system, customer_key, FALSE FROM core.campaign_response
)
SELECT
    row_number() OVER (ORDER BY system, customer_key) - 1 AS node,
    system,
    customer_key,
    bool_or(has_record) AS has_record
FROM seen
WHERE customer_key <> ''
GROUP BY system, customer_key;
