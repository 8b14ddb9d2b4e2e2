SELECT /*label*/ AS table_name, customer_id, count(*) AS rows
FROM /*table*/
WHERE customer_id IS NOT NULL
GROUP BY customer_id
