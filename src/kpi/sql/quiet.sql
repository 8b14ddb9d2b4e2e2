-- The periods in which nothing happened, from the first in which something did: there the total is zero.
INSERT INTO mart.kpi_value
WITH period AS (
    SELECT
        grain,
        unnest(generate_series(
            min(period)::TIMESTAMP,
            $as_of::TIMESTAMP,
            CASE grain
                WHEN 'day' THEN INTERVAL 1 DAY
                WHEN 'week' THEN INTERVAL 7 DAY
                WHEN 'month' THEN INTERVAL 1 MONTH
                ELSE INTERVAL 3 MONTH
            END
        ))::DATE AS period
    FROM measure
    WHERE dimension = 'all'
    GROUP BY grain
)
SELECT
    $run_id AS run_id,
    $kpi AS kpi,
    grain,
    period,
    'all' AS dimension,
    '' AS member,
    0 AS numerator,
    NULL AS denominator,
    0 AS value
FROM period
ANTI JOIN (FROM measure WHERE dimension = 'all') AS measured USING (grain, period);
