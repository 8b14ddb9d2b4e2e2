-- Every number of clusters that was tried, on the sample: how well it fits, and how far rows are from their centroids.
SELECT
    choice.clusters,
    choice.silhouette,
    choice.inertia,
    choice.chosen
FROM mart.cluster_choice AS choice
JOIN ops.current_run ON current_run.run_id = choice.run_id AND current_run.job = 'segments.kmeans'
ORDER BY choice.clusters;
