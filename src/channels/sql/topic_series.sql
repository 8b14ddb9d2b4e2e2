-- A topic hour by hour or day by day, those without a post too; without a topic, each of them.
WITH span AS (
    FROM mart.topic_span($grain, $from, $to)
),
post AS (
    SELECT topic_post.*, date_trunc(unit, posted_at) AS moment
    FROM mart.topic_post
    CROSS JOIN span
    WHERE
        posted_at >= first_on
        AND posted_at < last_on + 1
        AND ($channel::VARCHAR IS NULL OR platform = $channel)
        AND ($topic::VARCHAR IS NULL OR topic = $topic)
),
series AS (
    SELECT unnest(generate_series(first_on::TIMESTAMP, last_on::TIMESTAMP + INTERVAL 1 DAY - step, step)) AS moment
    FROM span
),
counted AS (
    SELECT
        named.topic,
        series.moment,
        count(post.topic) AS posts,
        sum(views) AS reach,
        coalesce(sum(engagement), 0) AS engagement,
        avg(mood) AS mood,
        count(mood) AS rated
    FROM (SELECT DISTINCT topic FROM post) AS named
    CROSS JOIN series
    LEFT JOIN post ON post.topic = named.topic AND post.moment = series.moment
    GROUP BY named.topic, series.moment
)
SELECT
    topic,
    moment AS happened_at,
    posts,
    posts / nullif(lag(posts) OVER (PARTITION BY topic ORDER BY moment), 0) - 1 AS posts_growth,
    reach::BIGINT AS reach,
    engagement::BIGINT AS engagement,
    mood AS mood_share,
    rated
FROM counted
ORDER BY topic, moment;
