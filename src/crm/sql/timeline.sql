-- All that happened with a customer, newest first. An order's amount is what its lines add up to.
WITH chosen AS (
    SELECT *
    FROM core.sales_order
    WHERE customer_id = $customer::BIGINT
),

lines AS (
    SELECT
        order_line.system,
        order_line.order_key,
        sum(order_line.amount) AS amount,
        string_agg(
            DISTINCT coalesce(product.name, order_line.product_id), ', '
            ORDER BY coalesce(product.name, order_line.product_id)
        ) AS products
    FROM core.order_line
    SEMI JOIN chosen USING (system, order_key)
    LEFT JOIN core.product USING (product_id)
    GROUP BY order_line.system, order_line.order_key
),

event AS (
    SELECT
        ordered_at AS happened_at,
        CASE
            WHEN status = 'cancelled' THEN 'cancelled_order'
            WHEN coalesce(lines.amount, chosen.amount) < 0 THEN 'return'
            ELSE 'order'
        END AS kind,
        channel_id,
        coalesce(lines.products, order_key) AS what,
        coalesce(lines.amount, chosen.amount) AS amount,
        source,
        'sales_order' AS entity,
        chosen.system,
        chosen.order_key AS record_key
    FROM chosen
    LEFT JOIN lines USING (system, order_key)
    UNION ALL
    SELECT
        happened_at,
        touchpoint.kind,
        channel_id,
        coalesce(product.name, product_id, detail, campaign_id, store_id),
        NULL,
        touchpoint.source,
        'touchpoint',
        touchpoint.system,
        touchpoint_key
    FROM core.touchpoint
    LEFT JOIN core.product USING (product_id)
    WHERE customer_id = $customer::BIGINT
    UNION ALL
    SELECT
        happened_at,
        kind,
        channel_id,
        concat_ws(': ', subject, body),
        NULL,
        source,
        'interaction',
        system,
        interaction_key
    FROM core.interaction
    WHERE customer_id = $customer::BIGINT
    UNION ALL
    SELECT
        given_at,
        kind,
        channel_id,
        concat_ws(': ', score::DOUBLE, comment),
        NULL,
        source,
        'feedback',
        system,
        feedback_key
    FROM core.feedback
    WHERE customer_id = $customer::BIGINT
    UNION ALL
    SELECT
        sent_at,
        'message',
        message.channel_id,
        coalesce(campaign.name, campaign_id),
        NULL,
        message.source,
        NULL,
        message.system,
        NULL
    FROM core.campaign_message AS message
    LEFT JOIN core.campaign USING (campaign_id)
    WHERE customer_id = $customer::BIGINT
    UNION ALL
    SELECT
        responded_at,
        'response',
        campaign.channel_id,
        coalesce(campaign.name, campaign_id),
        response.amount,
        response.source,
        'campaign_response',
        response.system,
        response_key
    FROM core.campaign_response AS response
    LEFT JOIN core.campaign USING (campaign_id)
    WHERE customer_id = $customer::BIGINT
)

SELECT
    happened_at,
    kind,
    channel_id,
    what,
    amount::DECIMAL(18, 2) AS amount,
    source,
    entity,
    system,
    record_key
FROM event
WHERE
    ($from::DATE IS NULL OR happened_at >= $from::DATE)
    -- what was noted today stands after the day that the figures end on
    AND (source = 'decision' OR happened_at < $to::DATE + 1)
    AND ($channel::VARCHAR IS NULL OR channel_id = $channel)
ORDER BY happened_at DESC, kind, what;
