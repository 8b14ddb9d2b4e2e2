-- What is talked about: posts, comments and shares by their topic.

ALTER TABLE core.social_post ADD COLUMN kind VARCHAR;

ALTER TABLE core.social_post ADD COLUMN parent_key VARCHAR;

ALTER TABLE core.social_post ADD COLUMN views BIGINT;

ALTER TABLE core.social_post ADD COLUMN sentiment VARCHAR;

-- A source's word for the mood of a post, as 1 for positive, 0 for neutral and -1 for negative; a number between them is
-- kept. What is neither says nothing: no mood is read from the text.
CREATE MACRO mart.mood(sentiment) AS
CASE
    WHEN lower(trim(sentiment)) IN ('positive', 'pos', '正面', '积极', '積極', '好评', '好評') THEN 1
    WHEN lower(trim(sentiment)) IN ('neutral', 'neu', '中性', '中立', '一般') THEN 0
    WHEN lower(trim(sentiment)) IN ('negative', 'neg', '负面', '負面', '消极', '消極', '差评', '負評') THEN -1
    WHEN try_cast(sentiment AS DECIMAL(9, 4)) BETWEEN -1 AND 1 THEN try_cast(sentiment AS DECIMAL(9, 4))
END::DECIMAL(9, 4);

-- Every post with its topic: a comment or a share that names none has that of the post that it is of.
CREATE VIEW mart.topic_post AS
SELECT
    coalesce(nullif(post.topic, ''), nullif(parent.topic, ''), '(no topic)') AS topic,
    post.posted_at,
    post.platform,
    coalesce(post.kind, 'post') AS kind,
    post.text,
    post.views,
    post.likes,
    post.comments,
    post.shares,
    coalesce(post.likes, 0) + coalesce(post.comments, 0) + coalesce(post.shares, 0) AS engagement,
    post.sentiment,
    mart.mood(post.sentiment) AS mood,
    post.system,
    post.post_key,
    post.source,
    post.batch_id,
    post.record
FROM core.social_post AS post
LEFT JOIN core.social_post AS parent ON parent.system = post.system AND parent.post_key = post.parent_key;

-- The days that are looked at, those of the same number before them, and what they are divided into: hours where they are
-- two days or fewer, else days. Where no days were chosen, the last ones: as many as the grain has.
CREATE MACRO mart.topic_span(wanted_grain, first_day, last_day) AS TABLE
SELECT
    first_on,
    last_on,
    (first_on - (last_on - first_on + 1)::INTEGER)::DATE AS before_on,
    CASE WHEN last_on - first_on < 2 THEN 'hour' ELSE 'day' END AS unit,
    CASE WHEN last_on - first_on < 2 THEN INTERVAL 1 HOUR ELSE INTERVAL 1 DAY END AS step
FROM (
    SELECT
        coalesce(first_day::DATE, (last_day::DATE + 1 - mart.one_period(wanted_grain))::DATE) AS first_on,
        last_day::DATE AS last_on
);
