-- How each customer buys, up to the day. Shares are parts of 1; `touchpoints` are those of the last 90 days.
INSERT INTO mart.customer_feature
WITH sale AS (
    SELECT
        sale.*,
        channel.kind = 'online' AS is_online
    FROM core.sale
    LEFT JOIN core.channel USING (channel_id)
    WHERE sale.customer_id IS NOT NULL AND sale.ordered_on <= $as_of::DATE
),

bought AS (
    SELECT
        customer_id,
        date_diff('day', max(ordered_on) FILTER (WHERE revenue >= 0), $as_of::DATE) AS recency_days,
        date_diff('day', min(ordered_on) FILTER (WHERE revenue >= 0), $as_of::DATE) AS tenure_days,
        count(*) FILTER (WHERE revenue >= 0) AS frequency,
        sum(revenue) AS monetary,
        sum(revenue) FILTER (WHERE revenue >= 0) AS gross,
        sum(discount) FILTER (WHERE revenue >= 0) AS discount,
        count(*) FILTER (WHERE revenue >= 0 AND is_online) AS online,
        count(*) FILTER (WHERE revenue >= 0 AND is_online IS NOT NULL) AS placed
    FROM sale
    GROUP BY customer_id
    HAVING frequency > 0
),

chosen AS (
    SELECT
        sale.customer_id,
        count(DISTINCT product.category) AS categories
    FROM sale
    JOIN core.order_line USING (system, order_key)
    JOIN core.product USING (product_id)
    WHERE sale.revenue >= 0
    GROUP BY sale.customer_id
),

touched AS (
    SELECT
        customer_id,
        count(*) AS touchpoints
    FROM core.touchpoint
    WHERE happened_at::DATE BETWEEN $as_of::DATE - 90 AND $as_of::DATE
    GROUP BY customer_id
)

SELECT
    $run_id,
    bought.customer_id,
    bought.recency_days,
    bought.frequency,
    bought.monetary,
    bought.gross / bought.frequency,
    coalesce(greatest(bought.discount, 0) / nullif(bought.gross + greatest(bought.discount, 0), 0), 0),
    coalesce(bought.online / nullif(bought.placed, 0), 0),
    coalesce(chosen.categories, 0),
    bought.tenure_days,
    coalesce(touched.touchpoints, 0)
FROM bought
LEFT JOIN chosen USING (customer_id)
LEFT JOIN touched USING (customer_id)
ORDER BY bought.customer_id;
