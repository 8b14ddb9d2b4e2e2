-- The latest day that the data has; a date in the future is a mistake in the data, not the present.
SELECT max(happened_on) AS as_of
FROM (
    SELECT max(ordered_at)::DATE AS happened_on FROM core.sales_order WHERE ordered_at::DATE <= $today
    UNION ALL
    SELECT max(happened_at)::DATE FROM core.touchpoint WHERE happened_at::DATE <= $today
    UNION ALL
    SELECT max(happened_at)::DATE FROM core.interaction WHERE happened_at::DATE <= $today AND source <> 'decision'
);
