UPDATE core.fact AS fact
SET customer_id = found.customer_id
FROM core.customer_key AS found
WHERE
    fact.system = found.system
    AND fact.customer_key = found.customer_key
    AND fact.customer_id IS DISTINCT FROM found.customer_id
