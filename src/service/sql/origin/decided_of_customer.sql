decision_id IN (
    SELECT decision_id
    FROM ops.decision
    JOIN core.customer_key AS own ON
        (own.system = body ->> '$.left.system' AND own.customer_key = body ->> '$.left.customer_key')
        OR (own.system = body ->> '$.right.system' AND own.customer_key = body ->> '$.right.customer_key')
        OR (own.system = body ->> '$.system' AND own.customer_key = body ->> '$.customer_key')
    WHERE own.customer_id = $customer
)
