SELECT to_json(fact)::VARCHAR AS row
FROM core.fact AS fact
WHERE customer_id = $customer;
