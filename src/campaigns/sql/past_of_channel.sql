-- How the messages of earlier campaigns through the channel were answered: by all, and by who is in the segment now. A
-- customer counts once a campaign; an answer counts from the day of the message on.
WITH message AS (
    SELECT campaign_id, customer_id, min(sent_at) AS sent_at
    FROM core.campaign_message
    WHERE channel_id = $channel AND sent_at < $starts_on::DATE AND customer_id IS NOT NULL
    GROUP BY campaign_id, customer_id
),

answer AS (
    SELECT message.campaign_id, message.customer_id, sum(response.amount) AS amount
    FROM message
    JOIN core.campaign_response AS response USING (campaign_id, customer_id)
    WHERE response.responded_at >= message.sent_at::DATE AND response.responded_at < $starts_on::DATE
    GROUP BY message.campaign_id, message.customer_id
),

told AS (
    SELECT
        message.campaign_id,
        answer.customer_id IS NOT NULL AS is_answered,
        answer.amount,
        message.customer_id IN (
            SELECT rfm.customer_id
            FROM mart.rfm
            JOIN ops.current_run USING (run_id)
            WHERE current_run.job = 'segments.rfm' AND rfm.segment = $segment
        ) AS is_of_segment
    FROM message
    LEFT JOIN answer USING (campaign_id, customer_id)
),

past AS (
    SELECT
        'channel' AS based_on,
        count(DISTINCT campaign_id) AS campaigns,
        count(*) AS messages,
        count(*) FILTER (is_answered) AS responses,
        sum(amount)::DECIMAL(18, 2) AS revenue
    FROM told
    UNION ALL
    SELECT
        'segment',
        count(DISTINCT campaign_id),
        count(*),
        count(*) FILTER (is_answered),
        sum(amount)::DECIMAL(18, 2)
    FROM told
    WHERE is_of_segment
)

SELECT
    based_on,
    campaigns,
    messages,
    responses,
    revenue,
    -- the ends of the rate's interval: they stay within 0 and 1, and say something even where no one has answered
    mart.wilson(responses, messages, -1) AS lowest_rate,
    mart.wilson(responses, messages, 1) AS highest_rate
FROM past;
