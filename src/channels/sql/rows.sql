-- The rows behind a channel's figures within the filter: what was spent in it, who met it, what was bought in it.
WITH member AS (
    SELECT customer_id
    FROM mart.rfm
    JOIN ops.current_run USING (run_id)
    WHERE job = 'segments.rfm' AND segment = $segment
),
evidence AS (
    SELECT
        ordered_at AS happened_at,
        CASE WHEN revenue < 0 THEN 'return' ELSE 'order' END AS kind,
        'sales_order' AS entity,
        system,
        order_key AS record_key,
        customer_id,
        store_id,
        revenue,
        NULL AS cost,
        NULL AS clicks
    FROM core.sale
    WHERE channel_id = $channel_id
    UNION ALL
    SELECT happened_at, kind, 'touchpoint', system, touchpoint_key, customer_id, store_id, NULL, NULL, NULL
    FROM core.touchpoint
    WHERE channel_id = $channel_id
    UNION ALL
    SELECT spent_on, 'spend', NULL, system, campaign_id, NULL, NULL, NULL, cost, clicks
    FROM core.channel_spend
    WHERE channel_id = $channel_id AND $store::VARCHAR IS NULL AND $segment::VARCHAR IS NULL
)
SELECT *
FROM evidence
WHERE
    happened_at::DATE <= $to::DATE
    AND ($from::DATE IS NULL OR happened_at::DATE >= $from::DATE)
    AND ($store::VARCHAR IS NULL OR store_id = $store)
    AND ($segment::VARCHAR IS NULL OR customer_id IN (FROM member))
ORDER BY happened_at DESC, kind, system, record_key;
