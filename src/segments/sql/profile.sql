-- Where a cluster stands apart: its mean of each feature against that of all customers, in standard deviations of all.
SELECT
    cluster.feature,
    cluster.mean,
    cluster.overall_mean,
    (cluster.mean - cluster.overall_mean) / nullif(cluster.overall_spread, 0) AS difference
FROM mart.cluster
JOIN ops.current_run ON current_run.run_id = cluster.run_id AND current_run.job = 'segments.kmeans'
WHERE cluster.cluster = $cluster::BIGINT
ORDER BY abs(difference) DESC, cluster.feature;
