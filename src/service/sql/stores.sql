SELECT DISTINCT store_id FROM core.sales_order WHERE store_id IS NOT NULL
UNION
SELECT store_id FROM core.store
ORDER BY store_id
LIMIT 1000;
