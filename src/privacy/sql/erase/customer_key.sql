DELETE FROM core.customer_key
WHERE (system, customer_key) IN (SELECT (system, customer_key) FROM forgotten_key);
