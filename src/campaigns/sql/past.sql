-- What earlier campaigns reached and brought. A customer counts once a campaign, as a message and as a response; the
-- response rate is of those who got a message, or of the members where the source keeps no messages.
WITH member AS (
    SELECT campaign_id, count(DISTINCT customer_id) AS members
    FROM core.campaign_member
    WHERE coalesce(arm, 'sent') = 'sent'
    GROUP BY campaign_id
),

message AS (
    SELECT campaign_id, count(DISTINCT customer_id) AS messages
    FROM core.campaign_message
    GROUP BY campaign_id
),

response AS (
    SELECT
        campaign_id,
        count(DISTINCT customer_id) AS responses,
        sum(amount)::DECIMAL(18, 2) AS revenue
    FROM core.campaign_response
    GROUP BY campaign_id
)

SELECT
    campaign.campaign_id,
    campaign.name,
    campaign.channel_id,
    campaign.starts_on,
    member.members,
    message.messages,
    coalesce(response.responses, 0) AS responses,
    coalesce(response.responses, 0) / nullif(coalesce(message.messages, member.members), 0) AS response_rate,
    response.revenue,
    campaign.cost
FROM core.campaign
LEFT JOIN member USING (campaign_id)
LEFT JOIN message USING (campaign_id)
LEFT JOIN response USING (campaign_id)
WHERE
    ($from::DATE IS NULL OR campaign.starts_on >= $from::DATE)
    AND (campaign.starts_on IS NULL OR campaign.starts_on <= $to::DATE)
    AND ($channel::VARCHAR IS NULL OR campaign.channel_id = $channel)
ORDER BY campaign.starts_on DESC, campaign.campaign_id;
