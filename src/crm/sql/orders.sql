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
        sum(order_line.quantity) AS units,
        sum(order_line.discount) AS discount,
        string_agg(DISTINCT coalesce(product.name, order_line.product_id), ', ') AS products
    FROM core.order_line
    SEMI JOIN chosen USING (system, order_key)
    LEFT JOIN core.product USING (product_id)
    GROUP BY order_line.system, order_line.order_key
)

SELECT
    chosen.ordered_at,
    chosen.system,
    chosen.order_key,
    chosen.channel_id,
    chosen.store_id,
    chosen.status,
    lines.units::BIGINT AS units,
    lines.discount::DECIMAL(18, 2) AS discount,
    coalesce(lines.amount, chosen.amount, 0)::DECIMAL(18, 2) AS revenue,
    lines.products,
    chosen.source
FROM chosen
LEFT JOIN lines USING (system, order_key)
ORDER BY chosen.ordered_at DESC, chosen.order_key DESC;
