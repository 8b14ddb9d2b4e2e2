-- One KPI of the shown period by its stores. Shares are given where members add up to the whole.
WITH run AS (
    SELECT run_id, as_of
    FROM ops.job_run
    JOIN ops.current_run USING (job, run_id)
    WHERE job = 'kpi.compute'
),
step AS (
    SELECT
        CASE $grain
            WHEN 'day' THEN INTERVAL 1 DAY
            WHEN 'week' THEN INTERVAL 7 DAY
            WHEN 'month' THEN INTERVAL 1 MONTH
            ELSE INTERVAL 3 MONTH
        END AS one
),
earliest AS (
    SELECT min(period) AS first_period
    FROM mart.kpi_value
    JOIN run USING (run_id)
    WHERE grain = $grain AND dimension = 'all'
),
-- The last period that is over; or, where days were chosen, the one that they end in.
chosen AS (
    SELECT
        run_id,
        as_of,
        one,
        greatest(
            first_period,
            CASE
                WHEN $from::DATE IS NULL THEN date_trunc($grain, least($to::DATE, as_of) + 1) - one
                ELSE date_trunc($grain, least($to::DATE, as_of))
            END
        )::DATE AS shown
    FROM run, step, earliest
)
SELECT
    coalesce(nullif(member, ''), 'unknown') AS member,
    value AS actual,
    CASE WHEN adds_up THEN value / nullif(sum(value) OVER (), 0) END AS total_share,
    unit,
    shown AS period
FROM chosen
JOIN mart.kpi USING (run_id)
JOIN mart.kpi_value USING (run_id, kpi)
WHERE kpi = $kpi AND grain = $grain AND period = shown AND dimension = 'store'
ORDER BY value DESC, member;
