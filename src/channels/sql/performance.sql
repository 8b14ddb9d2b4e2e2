-- What each channel cost, whom it reached, what was bought in it, and what it is given of all orders, within the filter.
WITH member AS (
    SELECT customer_id
    FROM mart.rfm
    JOIN ops.current_run USING (run_id)
    WHERE job = 'segments.rfm' AND segment = $segment
),

spend AS (
    SELECT
        channel_id,
        sum(cost) AS cost,
        sum(impressions) AS impressions,
        sum(reach) AS reach,
        sum(clicks) AS clicks
    FROM core.channel_spend
    WHERE spent_on <= $to::DATE AND ($from::DATE IS NULL OR spent_on >= $from::DATE)
    GROUP BY channel_id
),

touch AS (
    SELECT
        channel_id,
        count(DISTINCT coalesce(customer_id::VARCHAR, visitor_key, touchpoint_key)) AS people,
        count(DISTINCT (coalesce(customer_id::VARCHAR, visitor_key, touchpoint_key), happened_at::DATE)) AS visits,
        count(*) FILTER (WHERE kind = 'click') AS clicks
    FROM core.touchpoint
    WHERE
        happened_at::DATE <= $to::DATE
        AND ($from::DATE IS NULL OR happened_at::DATE >= $from::DATE)
        AND ($store::VARCHAR IS NULL OR store_id = $store)
        AND ($segment::VARCHAR IS NULL OR customer_id IN (SELECT customer_id FROM member))
    GROUP BY channel_id
),

sale AS (
    SELECT
        channel_id,
        count(*) FILTER (WHERE revenue >= 0) AS conversions,
        sum(revenue) AS revenue
    FROM core.sale
    WHERE
        ordered_on <= $to::DATE
        AND ($from::DATE IS NULL OR ordered_on >= $from::DATE)
        AND ($store::VARCHAR IS NULL OR store_id = $store)
        AND ($segment::VARCHAR IS NULL OR customer_id IN (SELECT customer_id FROM member))
    GROUP BY channel_id
),

-- Neither this nor the spend is known by store or by segment.
given AS (
    SELECT
        channel_id,
        sum(conversions) AS conversions,
        sum(value) AS value
    FROM mart.attribution
    JOIN ops.current_run USING (run_id)
    WHERE
        job = 'channels.attribution'
        AND model = 'linear'
        AND day <= $to::DATE
        AND ($from::DATE IS NULL OR day >= $from::DATE)
        AND $store::VARCHAR IS NULL
        AND $segment::VARCHAR IS NULL
    GROUP BY channel_id
),

channel AS (
    SELECT channel_id FROM core.channel
    UNION
    SELECT channel_id FROM spend
    UNION
    SELECT channel_id FROM touch
    UNION
    SELECT channel_id FROM sale
)

SELECT
    channel_id,
    coalesce(named.name, channel_id) AS name,
    named.kind,
    spend.cost::DECIMAL(18, 2) AS cost,
    spend.impressions::BIGINT AS impressions,
    coalesce(spend.reach, touch.people)::BIGINT AS reach,
    coalesce(spend.clicks, nullif(touch.clicks, 0))::BIGINT AS clicks,
    touch.visits,
    coalesce(sale.conversions, 0) AS conversions,
    coalesce(sale.revenue, 0)::DECIMAL(18, 2) AS revenue,
    given.conversions::DECIMAL(18, 4) AS attributed_conversions,
    given.value::DECIMAL(18, 2) AS attributed_value,
    (nullif(spend.cost, 0) / nullif(given.conversions, 0))::DECIMAL(18, 2) AS cost_per_acquisition,
    given.value / nullif(spend.cost, 0) AS return_on_spend
FROM channel
LEFT JOIN core.channel AS named USING (channel_id)
LEFT JOIN spend USING (channel_id)
LEFT JOIN touch USING (channel_id)
LEFT JOIN sale USING (channel_id)
LEFT JOIN given USING (channel_id)
WHERE channel_id IS NOT NULL AND ($channel::VARCHAR IS NULL OR channel_id = $channel)
ORDER BY coalesce(sale.revenue, 0) DESC, coalesce(given.value, 0) DESC, coalesce(spend.cost, 0) DESC, channel_id;
