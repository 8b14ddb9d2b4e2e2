-- The customers of a segment who bought within the filter; without a segment, of all.
SELECT
    rfm.customer_id,
    customer.name,
    customer.city,
    rfm.segment,
    rfm.recency_days,
    rfm.frequency,
    rfm.monetary
FROM mart.rfm
JOIN ops.current_run ON current_run.run_id = rfm.run_id AND current_run.job = 'segments.rfm'
LEFT JOIN core.customer ON customer.customer_id = rfm.customer_id
WHERE
    ($segment::VARCHAR IS NULL OR rfm.segment = $segment)
    AND rfm.customer_id IN (
        SELECT customer_id
        FROM core.sale
        WHERE
            revenue >= 0
            AND ordered_on <= $to::DATE
            AND ($from::DATE IS NULL OR ordered_on >= $from::DATE)
            AND ($channel::VARCHAR IS NULL OR channel_id = $channel)
            AND ($store::VARCHAR IS NULL OR store_id = $store)
    )
ORDER BY rfm.monetary DESC, rfm.customer_id;
