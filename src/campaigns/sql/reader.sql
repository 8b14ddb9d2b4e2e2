-- What a message can say of one customer.
WITH chosen AS (
    SELECT system, order_key, ordered_at
    FROM core.sales_order
    WHERE customer_id = $customer::BIGINT AND coalesce(status, '') <> 'cancelled'
),

spent AS (
    SELECT product.category, sum(order_line.amount) AS amount
    FROM core.order_line
    JOIN chosen USING (system, order_key)
    JOIN core.product USING (product_id)
    WHERE product.category IS NOT NULL
    GROUP BY product.category
    HAVING sum(order_line.amount) > 0
)

SELECT
    customer.name,
    customer.gender,
    customer.city,
    customer.country,
    customer.language,
    customer.birth_date,
    try_cast(customer.attributes ->> '$.points' AS BIGINT) AS points,
    (SELECT max(ordered_at)::DATE FROM chosen) AS last_order_on,
    (SELECT category FROM spent ORDER BY amount DESC, category LIMIT 1) AS category,
    (
        SELECT rfm.segment
        FROM mart.rfm
        JOIN ops.current_run USING (run_id)
        WHERE current_run.job = 'segments.rfm' AND rfm.customer_id = $customer::BIGINT
    ) AS segment
FROM core.customer
WHERE customer.customer_id = $customer::BIGINT;
