-- A fixed sample of at most 2,000 customers on the first two principal components of their scaled features.
SELECT
    member.component_1,
    member.component_2,
    member.cluster
FROM mart.cluster_member AS member
JOIN ops.current_run ON current_run.run_id = member.run_id AND current_run.job = 'segments.kmeans'
ORDER BY hash(member.customer_id), member.customer_id
LIMIT 2000;
