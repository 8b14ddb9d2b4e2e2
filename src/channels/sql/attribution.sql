-- What each channel was given of the orders by three rules, and what it cost up to the run's day.
WITH given AS (
    SELECT
        attribution.*,
        job_run.as_of
    FROM mart.attribution
    JOIN ops.current_run ON current_run.run_id = attribution.run_id AND current_run.job = 'channels.attribution'
    JOIN ops.job_run ON job_run.run_id = attribution.run_id
),

channel AS (
    SELECT
        channel_id,
        any_value(as_of) AS as_of,
        coalesce(sum(conversions) FILTER (WHERE model = 'first'), 0) AS first_conversions,
        coalesce(sum(conversions) FILTER (WHERE model = 'last'), 0) AS last_conversions,
        coalesce(sum(conversions) FILTER (WHERE model = 'linear'), 0) AS linear_conversions,
        coalesce(sum(value) FILTER (WHERE model = 'first'), 0) AS first_value,
        coalesce(sum(value) FILTER (WHERE model = 'last'), 0) AS last_value,
        coalesce(sum(value) FILTER (WHERE model = 'linear'), 0) AS linear_value
    FROM given
    GROUP BY channel_id
),

spend AS (
    SELECT
        channel_spend.channel_id,
        sum(channel_spend.cost) AS cost
    FROM core.channel_spend
    JOIN channel ON channel.channel_id = channel_spend.channel_id AND channel_spend.spent_on <= channel.as_of
    GROUP BY channel_spend.channel_id
)

SELECT
    channel.channel_id,
    coalesce(named.name, channel.channel_id) AS name,
    named.kind,
    channel.first_conversions::DECIMAL(18, 4) AS first_conversions,
    channel.last_conversions::DECIMAL(18, 4) AS last_conversions,
    channel.linear_conversions::DECIMAL(18, 4) AS linear_conversions,
    channel.first_value::DECIMAL(18, 2) AS first_value,
    channel.last_value::DECIMAL(18, 2) AS last_value,
    channel.linear_value::DECIMAL(18, 2) AS linear_value,
    spend.cost::DECIMAL(18, 2) AS cost,
    channel.linear_value / nullif(spend.cost, 0) AS linear_return
FROM channel
LEFT JOIN core.channel AS named USING (channel_id)
LEFT JOIN spend USING (channel_id)
WHERE $channel::VARCHAR IS NULL OR channel.channel_id = $channel
ORDER BY channel.linear_value DESC, channel.channel_id;
