-- The ways that known customers took through the channels, and what came of them.
--
-- A touch belongs to the customer's next order, if that came within the window; if the window passed without an order,
-- it led to none; if the window is still open, it is left out. Touches in one channel on one day are one touch. An
-- order that no touch led to is kept apart. Orders at the same moment are one step on the way, and count each.
INSERT INTO mart.path
WITH purchase AS (
    SELECT
        customer_id,
        ordered_at,
        count(*) AS conversions,
        sum(revenue) AS value
    FROM core.sale
    WHERE customer_id IS NOT NULL AND revenue >= 0 AND ordered_on <= $as_of::DATE
    GROUP BY customer_id, ordered_at
),

touch AS (
    SELECT DISTINCT
        customer_id,
        channel_id,
        happened_at
    FROM core.touchpoint
    WHERE customer_id IS NOT NULL AND channel_id IS NOT NULL AND happened_at::DATE <= $as_of::DATE
),

led AS (
    SELECT
        touch.*,
        CASE WHEN touch.happened_at >= purchase.ordered_at - to_days($window_days::INTEGER) THEN purchase.ordered_at END
            AS ordered_at,
        purchase.ordered_at IS NOT NULL OR touch.happened_at::DATE < $as_of::DATE - $window_days::INTEGER AS is_closed
    FROM touch
    ASOF LEFT JOIN purchase
        ON purchase.customer_id = touch.customer_id AND purchase.ordered_at >= touch.happened_at
),

-- A way to no order ends where nothing follows within the window.
followed AS (
    SELECT
        *,
        happened_at - lag(happened_at) OVER way > to_days($window_days::INTEGER) AS is_new
    FROM led
    WHERE is_closed
    WINDOW way AS (PARTITION BY customer_id, ordered_at ORDER BY happened_at, channel_id)
),

numbered AS (
    SELECT
        *,
        coalesce(sum(is_new::BIGINT) OVER (
            PARTITION BY customer_id, ordered_at ORDER BY happened_at, channel_id ROWS UNBOUNDED PRECEDING
        ), 0) AS way
    FROM followed
),

step AS (
    SELECT *
    FROM numbered
    WINDOW steps AS (PARTITION BY customer_id, ordered_at, way ORDER BY happened_at, channel_id)
    QUALIFY
        lag(channel_id) OVER steps IS DISTINCT FROM channel_id
        OR lag(happened_at::DATE) OVER steps IS DISTINCT FROM happened_at::DATE
),

walked AS (
    SELECT
        customer_id,
        ordered_at,
        max(happened_at)::DATE AS day,
        list(channel_id ORDER BY happened_at, channel_id) AS channels
    FROM step
    GROUP BY customer_id, ordered_at, way
),

outcome AS (
    SELECT
        day,
        channels,
        0 AS conversions,
        0 AS value,
        1 AS lost
    FROM walked
    WHERE ordered_at IS NULL
    UNION ALL
    SELECT
        purchase.ordered_at::DATE,
        coalesce(walked.channels, ['(no touch)']),
        purchase.conversions,
        purchase.value,
        0
    FROM purchase
    LEFT JOIN walked
        ON walked.customer_id = purchase.customer_id AND walked.ordered_at = purchase.ordered_at
)

SELECT
    $run_id,
    day,
    channels,
    sum(conversions),
    sum(value),
    sum(lost)
FROM outcome
GROUP BY day, channels
ORDER BY day, channels;
