DELETE FROM mart.results
WHERE customer_id IN (SELECT customer_id FROM forgotten_person);
