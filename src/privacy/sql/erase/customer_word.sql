DELETE FROM core.customer_word WHERE customer_id IN (SELECT customer_id FROM forgotten_person);
