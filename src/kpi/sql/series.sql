-- One KPI period by period, the newest 400, the running one too, with what was aimed at.
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
),
-- One dimension at a time: a store is narrower than a channel, and both are narrower than a segment of customers.
slice AS (
    SELECT
        CASE
            WHEN $store::VARCHAR IS NOT NULL THEN 'store'
            WHEN $channel::VARCHAR IS NOT NULL THEN 'channel'
            WHEN $segment::VARCHAR IS NOT NULL THEN 'segment'
            ELSE 'all'
        END AS dimension,
        coalesce($store::VARCHAR, $channel::VARCHAR, $segment::VARCHAR, '') AS member
),
split AS (
    SELECT DISTINCT kpi
    FROM mart.kpi_value
    JOIN run USING (run_id)
    JOIN slice USING (dimension)
    WHERE grain = $grain
),
-- Where a total can be split, a member without a row had nothing: that is zero.
figure AS (
    SELECT
        kpi.kpi,
        whole.period,
        CASE
            WHEN slice.dimension = 'all' THEN whole.value
            WHEN kpi.is_total AND kpi.kpi IN (FROM split) THEN coalesce(part.value, 0)
            ELSE part.value
        END AS value
    FROM run
    CROSS JOIN slice
    JOIN mart.kpi AS kpi USING (run_id)
    JOIN mart.kpi_value AS whole ON
        whole.run_id = run.run_id
        AND whole.kpi = kpi.kpi
        AND whole.grain = $grain
        AND whole.dimension = 'all'
    LEFT JOIN mart.kpi_value AS part ON
        part.run_id = run.run_id
        AND part.kpi = kpi.kpi
        AND part.grain = $grain
        AND part.period = whole.period
        AND part.dimension = slice.dimension
        AND part.member = slice.member
)
SELECT *
FROM (
    SELECT
        figure.period,
        figure.value AS actual,
        CASE WHEN slice.dimension = 'all' THEN goal.target END AS target,
        kpi.unit,
        (figure.period + one)::DATE - 1 <= as_of AS is_complete
    FROM chosen
    CROSS JOIN slice
    JOIN mart.kpi AS kpi USING (run_id)
    JOIN figure USING (kpi)
    LEFT JOIN core.kpi_goal AS goal ON goal.kpi = figure.kpi AND goal.grain = $grain AND goal.period = figure.period
    WHERE
        kpi.kpi = $kpi
        AND figure.period <= $to::DATE
        AND ($from::DATE IS NULL OR (figure.period + one)::DATE > $from::DATE)
    ORDER BY figure.period DESC
    LIMIT 400
)
ORDER BY period;
