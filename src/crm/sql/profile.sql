-- One fact a row. Revenue and orders over the customer's whole history up to the as-of day, cancelled orders left out.
WITH customer AS (
    SELECT *
    FROM core.customer
    WHERE customer_id = $customer::BIGINT
),

chosen AS (
    SELECT *
    FROM core.sales_order
    WHERE
        customer_id = $customer::BIGINT
        AND coalesce(status, '') <> 'cancelled'
        AND ordered_at < $as_of::DATE + 1
),

lines AS (
    SELECT system, order_key, sum(amount) AS amount
    FROM core.order_line
    SEMI JOIN chosen USING (system, order_key)
    GROUP BY system, order_key
),

spending AS (
    SELECT
        sum(coalesce(lines.amount, chosen.amount, 0))::DECIMAL(18, 2) AS revenue,
        count(*) FILTER (coalesce(lines.amount, chosen.amount, 0) >= 0) AS orders,
        max(ordered_at) FILTER (coalesce(lines.amount, chosen.amount, 0) >= 0)::DATE AS last_order_on
    FROM chosen
    LEFT JOIN lines USING (system, order_key)
),

consent AS (
    SELECT
        string_agg(channel_id, ', ' ORDER BY channel_id) FILTER (granted) AS granted,
        string_agg(channel_id, ', ' ORDER BY channel_id) FILTER (NOT granted) AS refused
    FROM (
        SELECT channel_id, bool_and(granted) AS granted
        FROM core.consent
        WHERE customer_id = $customer::BIGINT
        GROUP BY channel_id
    )
),

satisfaction AS (
    SELECT avg(score::DOUBLE) AS score
    FROM core.feedback
    WHERE customer_id = $customer::BIGINT
),

complaint AS (
    SELECT count(*) AS complaints
    FROM core.interaction
    WHERE customer_id = $customer::BIGINT AND kind = 'complaint'
),

segment AS (
    SELECT segment
    FROM mart.rfm
    JOIN ops.current_run USING (run_id)
    WHERE job = 'segments.rfm' AND customer_id = $customer::BIGINT
),

fact AS (
    SELECT unnest([
        {place: 1, field: 'customer_id', value: customer_id::VARCHAR, unit: NULL},
        {place: 2, field: 'name', value: name, unit: NULL},
        {place: 3, field: 'member_id', value: member_id, unit: NULL},
        {place: 4, field: 'phone', value: phone, unit: NULL},
        {place: 5, field: 'email', value: email, unit: NULL},
        {place: 6, field: 'gender', value: gender, unit: 'word'},
        {place: 7, field: 'birth_date', value: birth_date::VARCHAR, unit: NULL},
        {place: 8, field: 'city', value: city, unit: NULL},
        {place: 9, field: 'country', value: country, unit: NULL},
        {place: 10, field: 'language', value: language, unit: 'word'},
        {place: 11, field: 'joined_on', value: joined_at::DATE::VARCHAR, unit: NULL},
        {place: 12, field: 'records', value: records::VARCHAR, unit: 'count'},
        {place: 13, field: 'segment', value: segment, unit: 'word'},
        {place: 14, field: 'revenue', value: revenue::VARCHAR, unit: 'money'},
        {place: 15, field: 'orders', value: orders::VARCHAR, unit: 'count'},
        {place: 16, field: 'average_order', value: round(revenue / nullif(orders, 0), 2)::DECIMAL(18, 2)::VARCHAR, unit: 'money'},
        {place: 17, field: 'last_order_on', value: last_order_on::VARCHAR, unit: NULL},
        {place: 18, field: 'satisfaction', value: round(score, 1)::VARCHAR, unit: 'score'},
        {place: 19, field: 'complaints', value: nullif(complaints, 0)::VARCHAR, unit: 'count'},
        {place: 20, field: 'consents_given', value: granted, unit: NULL},
        {place: 21, field: 'consents_refused', value: refused, unit: NULL}
    ], max_depth := 2)
    FROM customer
    LEFT JOIN spending ON TRUE
    LEFT JOIN consent ON TRUE
    LEFT JOIN satisfaction ON TRUE
    LEFT JOIN complaint ON TRUE
    LEFT JOIN segment ON TRUE
)

SELECT field, value, unit
FROM fact
WHERE value IS NOT NULL
ORDER BY place;
