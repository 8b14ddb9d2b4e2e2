DELETE FROM core.customer_number
WHERE
    (system, customer_key) IN (SELECT (system, customer_key) FROM forgotten_key)
    OR customer_id IN (SELECT customer_id FROM forgotten_person);
