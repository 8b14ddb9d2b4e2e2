INSERT INTO ops.forgotten_customer (receipt_id, customer_id)
SELECT $receipt_id, customer_id
FROM forgotten_person
ORDER BY customer_id;
