SELECT
    min(ordered_at)::DATE AS first_day,
    max(ordered_at)::DATE AS last_day
FROM core.sales_order
WHERE ordered_at::DATE <= $as_of;
