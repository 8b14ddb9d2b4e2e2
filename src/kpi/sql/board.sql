-- Every KPI in one period: what it is, what was aimed at, and how it changed.
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
),
trend AS (
    SELECT kpi, list(value ORDER BY period) AS trend
    FROM (
        SELECT kpi, unnest(generate_series(shown - 12 * one, shown::TIMESTAMP, one))::DATE AS period
        FROM chosen
        JOIN mart.kpi USING (run_id)
    )
    LEFT JOIN figure USING (kpi, period)
    GROUP BY kpi
),
compared AS (
    SELECT
        kpi.*,
        chosen.shown,
        (chosen.shown + one)::DATE - 1 <= as_of AS is_complete,
        shown.value AS actual,
        CASE WHEN slice.dimension = 'all' THEN goal.target END AS target,
        -- a change is relative, which says nothing of what is nothing or less before, or less than nothing now
        CASE WHEN previous.value > 0 AND shown.value >= 0 THEN shown.value / previous.value - 1 END AS previous_change,
        CASE WHEN year_before.value > 0 AND shown.value >= 0 THEN shown.value / year_before.value - 1 END AS year_change
    FROM chosen
    CROSS JOIN slice
    JOIN mart.kpi AS kpi USING (run_id)
    LEFT JOIN figure AS shown ON shown.kpi = kpi.kpi AND shown.period = chosen.shown
    LEFT JOIN figure AS previous ON previous.kpi = kpi.kpi AND previous.period = (chosen.shown - one)::DATE
    -- 52 weeks before, a day is the same day of the week
    LEFT JOIN figure AS year_before ON
        year_before.kpi = kpi.kpi
        AND year_before.period = (
            chosen.shown - CASE WHEN $grain IN ('day', 'week') THEN INTERVAL 364 DAY ELSE INTERVAL 1 YEAR END
        )::DATE
    LEFT JOIN core.kpi_goal AS goal ON goal.kpi = kpi.kpi AND goal.grain = $grain AND goal.period = chosen.shown
)
SELECT
    kpi,
    title,
    unit,
    actual,
    target,
    CASE WHEN better = 'up' THEN actual / nullif(target, 0) ELSE target / nullif(actual, 0) END AS attainment,
    CASE WHEN is_complete THEN previous_change END AS previous_change,
    CASE WHEN is_complete THEN year_change END AS year_change,
    trend,
    shown AS period,
    is_complete,
    better
FROM compared
LEFT JOIN trend USING (kpi)
ORDER BY position;
