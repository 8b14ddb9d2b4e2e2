-- The chain of origin: each row counts what breaks one of its rules.
SELECT 'batches add up' AS rule, count(*) AS broken
FROM ops.batch
WHERE records <> accepted + rejected + repaired + given_up
UNION ALL
SELECT 'rejects are counted once', count(*)
FROM (
    SELECT batch_id
    FROM ops.batch
    LEFT JOIN (
        SELECT batch_id, count(*) AS kept FROM ops.reject WHERE state = 'open' GROUP BY batch_id
    ) USING (batch_id)
    WHERE status = 'imported' AND rejected <> coalesce(kept, 0)
)
UNION ALL
SELECT 'orders have a batch', count(*)
FROM core.sales_order
WHERE source <> 'decision' AND batch_id NOT IN (SELECT batch_id FROM ops.batch WHERE status = 'imported')
UNION ALL
SELECT 'order keys are unique', count(*)
FROM (SELECT system, order_key FROM core.sales_order GROUP BY ALL HAVING count(*) > 1)
UNION ALL
SELECT 'line keys are unique', count(*)
FROM (SELECT system, order_key, line_key FROM core.order_line GROUP BY ALL HAVING count(*) > 1)
UNION ALL
SELECT 'customer keys lead to customers', count(*)
FROM core.customer_key
ANTI JOIN core.customer USING (customer_id)
UNION ALL
SELECT 'results have a run', count(*)
FROM (SELECT DISTINCT run_id FROM mart.kpi_value UNION SELECT DISTINCT run_id FROM mart.rfm)
WHERE run_id NOT IN (SELECT run_id FROM ops.job_run);
