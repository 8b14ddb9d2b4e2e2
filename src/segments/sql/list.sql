-- Segments with their customers who bought within the filter, and what they spent in it.
WITH sale AS (
    SELECT
        customer_id,
        sum(revenue) AS revenue
    FROM core.sale
    WHERE
        ordered_on <= $to::DATE
        AND ($from::DATE IS NULL OR ordered_on >= $from::DATE)
        AND ($channel::VARCHAR IS NULL OR channel_id = $channel)
        AND ($store::VARCHAR IS NULL OR store_id = $store)
    GROUP BY customer_id
    HAVING max(revenue) > 0
),

segment AS (
    SELECT
        rfm.segment,
        count(*) AS customers,
        sum(sale.revenue) AS revenue,
        avg(rfm.recency_days) AS recency_days,
        avg(rfm.frequency) AS frequency,
        sum(rfm.monetary) / count(*) AS monetary
    FROM mart.rfm
    JOIN ops.current_run ON current_run.run_id = rfm.run_id AND current_run.job = 'segments.rfm'
    JOIN sale USING (customer_id)
    WHERE $segment::VARCHAR IS NULL OR rfm.segment = $segment
    GROUP BY rfm.segment
)

SELECT
    segment,
    customers,
    (customers / sum(customers) OVER ())::DOUBLE AS customer_share,
    revenue::DECIMAL(18, 2) AS revenue,
    (revenue / nullif(sum(revenue) OVER (), 0))::DOUBLE AS revenue_share,
    recency_days,
    frequency,
    monetary::DECIMAL(18, 2) AS monetary
FROM segment
ORDER BY revenue DESC, segment;
