SELECT system, customer_key
FROM core.customer_key
WHERE (system = $system::VARCHAR AND customer_key = $customer_key::VARCHAR) OR customer_id = $customer::BIGINT
ORDER BY system, customer_key
