SELECT
    customer_id,
    recency_days,
    frequency,
    monetary,
    average_order,
    discount_share,
    online_share,
    categories,
    tenure_days,
    touchpoints
FROM mart.customer_feature
WHERE run_id = $run_id
ORDER BY customer_id;
