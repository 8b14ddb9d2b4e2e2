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
        FROM core.customer_consent
        WHERE customer_id = $customer::BIGINT
        GROUP BY channel_id
    )
),

-- Whose word holds where the customer's records disagree, and whose does not.
contested AS (
    SELECT
        string_agg(channel_id || ': ' || system || '/' || customer_key, ', ' ORDER BY channel_id, place)
            FILTER (granted = held) AS heard,
        string_agg(channel_id || ': ' || system || '/' || customer_key, ', ' ORDER BY channel_id, place)
            FILTER (granted <> held) AS overruled
    FROM (
        SELECT
            *,
            first_value(granted) OVER (PARTITION BY channel_id, purpose ORDER BY place) AS held
        FROM core.consent_word
        WHERE customer_id = $customer::BIGINT AND is_contested
    )
),

passed_over AS (
    SELECT
        string_agg(address || ' (' || system || '/' || customer_key || ')', ', ' ORDER BY field, place) AS addresses
    FROM core.customer_address
    WHERE customer_id = $customer::BIGINT AND state IN ('refused', 'undeliverable') AND place > 1 AND is_contested
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

described AS (
    SELECT unnest([
        {place: 1, fact: 'customer_id', value: customer_id::VARCHAR, unit: NULL},
        {place: 2, fact: 'name', value: name, unit: NULL},
        {place: 3, fact: 'member_id', value: member_id, unit: NULL},
        {place: 4, fact: 'phone', value: phone, unit: NULL},
        {place: 5, fact: 'email', value: email, unit: NULL},
        {place: 6, fact: 'gender', value: gender, unit: 'word'},
        {place: 7, fact: 'birth_date', value: birth_date::VARCHAR, unit: NULL},
        {place: 8, fact: 'city', value: city, unit: NULL},
        {place: 9, fact: 'country', value: country, unit: NULL},
        {place: 10, fact: 'language', value: language, unit: 'word'},
        {place: 11, fact: 'joined_on', value: joined_at::DATE::VARCHAR, unit: NULL},
        {place: 12, fact: 'records', value: records::VARCHAR, unit: 'count'},
        {place: 13, fact: 'segment', value: segment, unit: 'word'},
        {place: 14, fact: 'revenue', value: revenue::VARCHAR, unit: 'money'},
        {place: 15, fact: 'orders', value: orders::VARCHAR, unit: 'count'},
        {place: 16, fact: 'average_order', value: round(revenue / nullif(orders, 0), 2)::DECIMAL(18, 2)::VARCHAR, unit: 'money'},
        {place: 17, fact: 'last_order_on', value: last_order_on::VARCHAR, unit: NULL},
        {place: 18, fact: 'satisfaction', value: round(score, 1)::VARCHAR, unit: 'score'},
        {place: 19, fact: 'complaints', value: nullif(complaints, 0)::VARCHAR, unit: 'count'},
        {place: 20, fact: 'consents_given', value: granted, unit: NULL},
        {place: 21, fact: 'consents_refused', value: refused, unit: NULL},
        {place: 22, fact: 'consents_decided_by', value: heard, unit: NULL},
        {place: 23, fact: 'consents_overruled', value: overruled, unit: NULL},
        {place: 24, fact: 'addresses_passed_over', value: addresses, unit: NULL}
    ], max_depth := 2)
    FROM customer
    LEFT JOIN spending ON TRUE
    LEFT JOIN consent ON TRUE
    LEFT JOIN contested ON TRUE
    LEFT JOIN passed_over ON TRUE
    LEFT JOIN satisfaction ON TRUE
    LEFT JOIN complaint ON TRUE
    LEFT JOIN segment ON TRUE
)

SELECT fact, value, unit
FROM described
WHERE value IS NOT NULL
ORDER BY place;
