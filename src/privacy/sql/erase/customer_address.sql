DELETE FROM core.customer_address
WHERE (system, customer_key) IN (SELECT (system, customer_key) FROM forgotten_key);
