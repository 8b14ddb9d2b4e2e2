-- What people have noted and decided of the customer.
SELECT DISTINCT to_json(decision)::VARCHAR AS row
FROM ops.decision AS decision
JOIN core.customer_key AS own ON
    (own.system = body ->> '$.system' AND own.customer_key = body ->> '$.customer_key')
    OR (own.system = body ->> '$.left.system' AND own.customer_key = body ->> '$.left.customer_key')
    OR (own.system = body ->> '$.right.system' AND own.customer_key = body ->> '$.right.customer_key')
WHERE own.customer_id = $customer
ORDER BY row;
