DELETE FROM core.customer_number
USING identity_member AS member
WHERE
    customer_number.system = member.system
    AND customer_number.customer_key = member.customer_key
    AND member.is_new;

INSERT INTO core.customer_number BY NAME
SELECT system, customer_key, customer_id
FROM identity_member
ANTI JOIN core.customer_number USING (system, customer_key)
ORDER BY node;

DELETE FROM core.customer_key;

-- rule: the strongest key that the record shares with another one of the customer; else what else joins it.
INSERT INTO core.customer_key BY NAME
WITH together AS (
    SELECT node, strength, rule
    FROM identity_key
    JOIN identity_shared USING (rule, value)
    JOIN identity_member USING (node)
    WHERE NOT is_ignored
    QUALIFY count(*) OVER (PARTITION BY rule, value, customer_id) > 1
),
joined AS (
    SELECT node, arg_min(rule, strength) AS rule
    FROM together
    GROUP BY node
),
decided AS (
    SELECT DISTINCT unnest([left_node, right_node]) AS node
    FROM identity_decision
    JOIN identity_member AS l ON l.node = left_node
    JOIN identity_member AS r ON r.node = right_node
    WHERE is_same AND l.customer_id = r.customer_id
),
alias AS (
    SELECT DISTINCT unnest([left_node, right_node]) AS node
    FROM identity_alias
    JOIN identity_member AS l ON l.node = left_node
    JOIN identity_member AS r ON r.node = right_node
    WHERE l.customer_id = r.customer_id
)
SELECT
    system,
    customer_key,
    customer_id,
    CASE
        WHEN joined.rule IS NOT NULL THEN joined.rule
        WHEN decided.node IS NOT NULL THEN 'by_hand'
        WHEN alias.node IS NOT NULL THEN 'alias'
        WHEN NOT has_record THEN 'no_record'
        WHEN count(*) FILTER (has_record) OVER (PARTITION BY customer_id) > 1 THEN 'likeness'
        ELSE 'alone'
    END AS rule
FROM identity_member
LEFT JOIN joined USING (node)
LEFT JOIN decided USING (node)
LEFT JOIN alias USING (node)
ORDER BY node;
