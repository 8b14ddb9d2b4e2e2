-- What customers say of each channel, on the scale that the source uses; the trend is the mean month by month.
WITH answer AS (
    SELECT
        kind,
        channel_id,
        score::DOUBLE AS score,
        date_trunc('month', given_at) AS month
    FROM core.feedback
    WHERE
        score IS NOT NULL
        AND ($from::DATE IS NULL OR given_at >= $from::DATE)
        AND given_at < $to::DATE + 1
        AND ($channel::VARCHAR IS NULL OR channel_id = $channel)
),

monthly AS (
    SELECT kind, channel_id, month, avg(score) AS score
    FROM answer
    GROUP BY ALL
),

trend AS (
    SELECT kind, channel_id, list(score ORDER BY month) AS score_trend
    FROM monthly
    GROUP BY ALL
),

overall AS (
    SELECT
        kind,
        channel_id,
        count(*) AS answers,
        avg(score) AS score,
        median(score) AS median_score,
        min(score) AS lowest_score,
        max(score) AS highest_score
    FROM answer
    GROUP BY ALL
)

SELECT overall.*, trend.score_trend
FROM overall
JOIN trend ON trend.kind = overall.kind AND trend.channel_id IS NOT DISTINCT FROM overall.channel_id
ORDER BY overall.answers DESC, overall.kind, overall.channel_id;
