-- What was erased, newest first: on request, again after an older state was restored, or as it had been kept for long enough.
SELECT
    receipt.receipt_id,
    receipt.kind,
    customer.customer_id,
    receipt.erased_at,
    receipt.erased_by,
    coalesce(line.places, 0) AS places,
    coalesce(line.items, 0)::BIGINT AS items
FROM ops.receipt
LEFT JOIN (
    SELECT receipt_id, min(customer_id) AS customer_id
    FROM ops.forgotten_customer
    GROUP BY receipt_id
    HAVING count(*) = 1
) AS customer USING (receipt_id)
LEFT JOIN (
    SELECT receipt_id, count(*) AS places, sum(items) AS items
    FROM ops.receipt_line
    GROUP BY receipt_id
) AS line USING (receipt_id)
ORDER BY receipt.receipt_id DESC;
