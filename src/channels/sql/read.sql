SELECT
    day,
    channels,
    conversions,
    value,
    lost
FROM mart.path
WHERE run_id = $run_id
ORDER BY day, channels;
