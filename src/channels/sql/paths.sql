-- The ways that customers took within the period, those that led to the most orders first.
SELECT
    array_to_string(path.channels, ' > ') AS path,
    len(path.channels) AS touches,
    sum(path.conversions)::BIGINT AS conversions,
    sum(path.value)::DECIMAL(18, 2) AS revenue,
    sum(path.lost)::BIGINT AS lost,
    sum(path.conversions) / sum(path.conversions + path.lost) AS conversion_rate
FROM mart.path
JOIN ops.current_run ON current_run.run_id = path.run_id AND current_run.job = 'channels.attribution'
WHERE
    path.day <= $to::DATE
    AND ($from::DATE IS NULL OR path.day >= $from::DATE)
    AND ($channel::VARCHAR IS NULL OR list_contains(path.channels, $channel))
GROUP BY path.channels
ORDER BY conversions DESC, lost DESC, path;
