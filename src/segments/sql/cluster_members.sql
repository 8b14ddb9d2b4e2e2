-- The customers of a cluster; without a cluster, of all.
SELECT
    member.customer_id,
    customer.name,
    customer.city,
    member.cluster,
    feature.recency_days,
    feature.frequency,
    feature.monetary
FROM mart.cluster_member AS member
JOIN ops.current_run ON current_run.run_id = member.run_id AND current_run.job = 'segments.kmeans'
JOIN mart.customer_feature AS feature ON feature.run_id = member.run_id AND feature.customer_id = member.customer_id
LEFT JOIN core.customer ON customer.customer_id = member.customer_id
WHERE $cluster::BIGINT IS NULL OR member.cluster = $cluster
ORDER BY feature.monetary DESC, member.customer_id;
