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

-- rule: the strongest value by which the key's record is joined to another one.
INSERT INTO core.customer_key BY NAME
WITH joined AS (
    SELECT node, min(CASE rule WHEN 'member_id' THEN 1 WHEN 'phone' THEN 2 ELSE 3 END) AS strength
    FROM identity_value
    JOIN identity_shared USING (rule, value)
    WHERE NOT is_ignored
    GROUP BY node
)
SELECT
    system,
    customer_key,
    customer_id,
    CASE
        WHEN strength IS NOT NULL THEN ['member_id', 'phone', 'email'][strength]
        WHEN has_record THEN 'alone'
        ELSE 'no_record'
    END AS rule
FROM identity_member
LEFT JOIN joined USING (node)
ORDER BY node;
