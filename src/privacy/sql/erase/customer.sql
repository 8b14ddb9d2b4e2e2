DELETE FROM core.customer WHERE customer_id IN (SELECT customer_id FROM forgotten_person);
