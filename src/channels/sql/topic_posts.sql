-- The posts, comments and shares of a topic in the days looked at, the newest first.
SELECT
    posted_at,
    platform,
    topic_post.kind,
    text,
    views,
    likes,
    comments,
    shares,
    sentiment,
    post_key,
    topic_post.source,
    file,
    topic_post.record AS line
FROM mart.topic_post
CROSS JOIN mart.topic_span($grain, $from, $to)
LEFT JOIN ops.batch USING (batch_id)
WHERE
    topic = $topic
    AND posted_at >= first_on
    AND posted_at < last_on + 1
    AND ($channel::VARCHAR IS NULL OR platform = $channel)
ORDER BY posted_at DESC, post_key;
