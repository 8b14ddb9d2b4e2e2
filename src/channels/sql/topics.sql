-- What was talked about in the days looked at, the most posts first, beside as many days before them.
WITH span AS (
    FROM mart.topic_span($grain, $from, $to)
),
post AS (
    SELECT topic_post.*, posted_at >= first_on AS is_now, date_trunc(unit, posted_at) AS moment
    FROM mart.topic_post
    CROSS JOIN span
    WHERE
        posted_at >= before_on
        AND posted_at < last_on + 1
        AND ($channel::VARCHAR IS NULL OR platform = $channel)
),
counted AS (
    SELECT
        topic,
        count(*) FILTER (is_now) AS posts,
        count(*) FILTER (NOT is_now) AS posts_before,
        sum(views) FILTER (is_now) AS reach,
        sum(engagement) FILTER (is_now) AS engagement,
        avg(mood) FILTER (is_now) AS mood,
        avg(mood) FILTER (NOT is_now) AS mood_before,
        count(mood) FILTER (is_now) AS rated
    FROM post
    GROUP BY topic
    HAVING posts > 0
),
series AS (
    SELECT unnest(generate_series(first_on::TIMESTAMP, last_on::TIMESTAMP + INTERVAL 1 DAY - step, step)) AS moment
    FROM span
),
moment AS (
    SELECT counted.topic, series.moment, count(post.topic) AS posts
    FROM counted
    CROSS JOIN series
    LEFT JOIN post ON post.topic = counted.topic AND post.moment = series.moment
    GROUP BY counted.topic, series.moment
),
shape AS (
    SELECT
        topic,
        min(moment) FILTER (posts = most) AS peak_at,
        list(posts ORDER BY moment) AS posts_trend
    FROM (SELECT *, max(posts) OVER (PARTITION BY topic) AS most FROM moment)
    GROUP BY topic
),
-- Days before the first post of all say nothing about growth.
known AS (
    SELECT (SELECT min(posted_at)::DATE FROM core.social_post) <= before_on AS reaches_back
    FROM span
)
SELECT
    topic,
    posts,
    CASE WHEN reaches_back THEN posts_before END AS posts_before,
    CASE WHEN reaches_back THEN posts / nullif(posts_before, 0) - 1 END AS posts_growth,
    reach::BIGINT AS reach,
    engagement::BIGINT AS engagement,
    mood AS mood_share,
    CASE WHEN reaches_back THEN mood - mood_before END AS mood_change,
    rated,
    peak_at,
    posts_trend
FROM counted
JOIN shape USING (topic)
CROSS JOIN known
ORDER BY posts DESC, engagement DESC, topic;
