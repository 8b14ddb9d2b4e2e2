-- Customers whose name (or any word of any of their names), phone, e-mail, member id or key begins with the text, or whose
-- id or last phone digits it is; all of them, if it is empty. Simplified and traditional characters find each other.
WITH asked AS (
    SELECT
        translate(lower(trim($text::VARCHAR)), traditional, simplified) AS text,
        CASE
            WHEN regexp_full_match($text, '[-+() \d]{3,}') THEN regexp_replace($text, '\D', '', 'g')
        END AS digits
    FROM core.character_form
),

found AS (
    SELECT customer_id
    FROM core.customer_name, asked
    WHERE text <> '' AND word >= text AND word < text || chr(1114111)
    UNION
    SELECT customer_id
    FROM core.customer, asked
    WHERE text = '' OR customer_id::VARCHAR = text
    UNION
    SELECT customer_id
    FROM core.customer_record
    JOIN core.customer_key USING (system, customer_key)
    CROSS JOIN asked
    WHERE text <> '' AND (
        starts_with(phone, digits)
        OR (length(digits) >= 4 AND ends_with(phone, digits))
        OR starts_with(email, text)
        OR starts_with(lower(member_id), text)
        OR lower(customer_record.customer_key) = text
    )
),

spending AS (
    SELECT
        rfm.customer_id,
        rfm.segment,
        rfm.frequency AS orders,
        rfm.monetary AS revenue,
        job_run.as_of - rfm.recency_days::INTEGER AS last_order_on
    FROM mart.rfm
    JOIN ops.current_run USING (run_id)
    JOIN ops.job_run USING (run_id)
    WHERE current_run.job = 'segments.rfm'
)

SELECT
    customer.customer_id,
    customer.name,
    customer.phone,
    customer.email,
    customer.city,
    spending.segment,
    spending.orders,
    spending.revenue,
    spending.last_order_on
FROM core.customer
SEMI JOIN found USING (customer_id)
LEFT JOIN spending USING (customer_id)
WHERE $segment::VARCHAR IS NULL OR spending.segment = $segment
ORDER BY spending.revenue DESC NULLS LAST, customer.customer_id;
