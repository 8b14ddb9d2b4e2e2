UPDATE core.fact
SET /*emptied*/
WHERE (system, customer_key) IN (SELECT (system, customer_key) FROM forgotten_key);
