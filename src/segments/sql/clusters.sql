-- Clusters of all customers who have bought, by what they spent up to the run's day; the largest has number 1.
WITH cluster AS (
    SELECT
        member.cluster,
        count(*) AS customers,
        sum(feature.monetary) AS revenue,
        avg(feature.recency_days) AS recency_days,
        avg(feature.frequency) AS frequency
    FROM mart.cluster_member AS member
    JOIN ops.current_run ON current_run.run_id = member.run_id AND current_run.job = 'segments.kmeans'
    JOIN mart.customer_feature AS feature
        ON feature.run_id = member.run_id AND feature.customer_id = member.customer_id
    GROUP BY member.cluster
)

SELECT
    cluster,
    customers,
    (customers / sum(customers) OVER ())::DOUBLE AS customer_share,
    revenue::DECIMAL(18, 2) AS revenue,
    (revenue / nullif(sum(revenue) OVER (), 0))::DOUBLE AS revenue_share,
    recency_days,
    frequency,
    (revenue / customers)::DECIMAL(18, 2) AS monetary
FROM cluster
ORDER BY cluster;
