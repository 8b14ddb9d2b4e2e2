SELECT 1
FROM core.customer_key
WHERE customer_id = $customer
LIMIT 1;
