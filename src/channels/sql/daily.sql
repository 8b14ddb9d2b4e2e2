-- A channel day by day; without a channel, all of them together.
WITH figure AS (
    SELECT
        spent_on AS day,
        cost,
        0 AS visits,
        0 AS conversions,
        0 AS revenue
    FROM core.channel_spend
    WHERE $channel_id::VARCHAR IS NULL OR channel_id = $channel_id
    UNION ALL
    SELECT
        happened_at::DATE,
        0,
        count(DISTINCT coalesce(customer_id::VARCHAR, visitor_key, touchpoint_key)),
        0,
        0
    FROM core.touchpoint
    WHERE $channel_id::VARCHAR IS NULL OR channel_id = $channel_id
    GROUP BY happened_at::DATE
    UNION ALL
    SELECT
        ordered_on,
        0,
        0,
        (revenue >= 0)::BIGINT,
        revenue
    FROM core.sale
    WHERE $channel_id::VARCHAR IS NULL OR channel_id = $channel_id
),

day AS (
    SELECT unnest(generate_series(coalesce($from::DATE, min(day)), $to::DATE, INTERVAL 1 DAY))::DATE AS day
    FROM figure
)

SELECT
    day,
    coalesce(sum(cost), 0)::DECIMAL(18, 2) AS cost,
    coalesce(sum(visits), 0)::BIGINT AS visits,
    coalesce(sum(conversions), 0)::BIGINT AS conversions,
    coalesce(sum(revenue), 0)::DECIMAL(18, 2) AS revenue
FROM day
LEFT JOIN figure USING (day)
GROUP BY day
ORDER BY day;
