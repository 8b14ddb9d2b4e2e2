-- The ways that customers took, those that led to the most orders first.
SELECT
    array_to_string(path.channels, ' > ') AS path,
    len(path.channels) AS touches,
    path.conversions,
    path.value,
    path.lost,
    path.conversions / (path.conversions + path.lost) AS conversion_rate
FROM mart.path
JOIN ops.current_run ON current_run.run_id = path.run_id AND current_run.job = 'channels.attribution'
WHERE $channel::VARCHAR IS NULL OR list_contains(path.channels, $channel)
ORDER BY path.conversions DESC, path.lost DESC, path;
