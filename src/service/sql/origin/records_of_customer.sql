(system, customer_key) IN (SELECT (system, customer_key) FROM core.customer_key WHERE customer_id = $customer)
