SELECT DISTINCT channel_id FROM core.sales_order WHERE channel_id IS NOT NULL
UNION
SELECT channel_id FROM core.channel
ORDER BY channel_id
LIMIT 1000;
