-- Customers of whom a name, any word of a name, the phone, its last four digits, the e-mail or a key begins with the text;
-- all of them, if it is empty. Simplified and traditional characters find each other, and a phone may be typed with gaps.
WITH asked AS (
    SELECT
        CASE
            WHEN regexp_full_match($text::VARCHAR, '[-+() \d]*\d[-+() \d]*') THEN regexp_replace(regexp_replace($text, '\D', '', 'g'), '^(00)?86(1\d{10})$', '\2')
            ELSE translate(lower(trim($text)), traditional, simplified)
        END AS text
    FROM core.character_form
),

found AS (
    SELECT customer_id
    FROM core.customer_word
    WHERE
        word >= (SELECT nullif(text, '') FROM asked)
        AND word < (SELECT text || chr(1114111) FROM asked)
    UNION ALL
    SELECT customer_id
    FROM core.customer
    -- the number is found where words are masked, too
    WHERE (SELECT text = '' OR text = customer_id::VARCHAR FROM asked)
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
