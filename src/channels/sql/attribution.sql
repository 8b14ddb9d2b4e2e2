-- What each channel was given of the period's orders by three rules, and what it cost in the period.
WITH given AS (
    SELECT
        channel_id,
        coalesce(sum(conversions) FILTER (WHERE model = 'first'), 0) AS first_conversions,
        coalesce(sum(conversions) FILTER (WHERE model = 'last'), 0) AS last_conversions,
        coalesce(sum(conversions) FILTER (WHERE model = 'linear'), 0) AS linear_conversions,
        coalesce(sum(value) FILTER (WHERE model = 'first'), 0) AS first_value,
        coalesce(sum(value) FILTER (WHERE model = 'last'), 0) AS last_value,
        coalesce(sum(value) FILTER (WHERE model = 'linear'), 0) AS linear_value
    FROM mart.attribution
    JOIN ops.current_run USING (run_id)
    WHERE job = 'channels.attribution' AND day <= $to::DATE AND ($from::DATE IS NULL OR day >= $from::DATE)
    GROUP BY channel_id
),

spend AS (
    SELECT
        channel_id,
        sum(cost) AS cost
    FROM core.channel_spend
    WHERE spent_on <= $to::DATE AND ($from::DATE IS NULL OR spent_on >= $from::DATE)
    GROUP BY channel_id
)

SELECT
    given.channel_id,
    coalesce(channel.name, given.channel_id) AS name,
    channel.kind,
    given.first_conversions::DECIMAL(18, 4) AS first_conversions,
    given.last_conversions::DECIMAL(18, 4) AS last_conversions,
    given.linear_conversions::DECIMAL(18, 4) AS linear_conversions,
    given.first_value::DECIMAL(18, 2) AS first_value,
    given.last_value::DECIMAL(18, 2) AS last_value,
    given.linear_value::DECIMAL(18, 2) AS linear_value,
    spend.cost::DECIMAL(18, 2) AS cost,
    given.linear_value / nullif(spend.cost, 0) AS linear_return
FROM given
LEFT JOIN core.channel ON channel.channel_id = given.channel_id
LEFT JOIN spend ON spend.channel_id = given.channel_id
WHERE $channel::VARCHAR IS NULL OR given.channel_id = $channel
ORDER BY given.linear_value DESC, given.channel_id;
