-- Every KPI in one period: what it is, what was aimed at, and how it changed.
WITH figure AS (
    FROM mart.kpi_figure($grain, $channel, $store, $segment)
),
chosen AS (
    FROM mart.kpi_shown($grain, $from, $to)
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
        aim.target,
        mart.kpi_change(shown.value, previous.value, unit) AS previous_change,
        mart.kpi_change(shown.value, year_before.value, unit) AS year_change
    FROM chosen
    JOIN mart.kpi AS kpi USING (run_id)
    LEFT JOIN figure AS shown ON shown.kpi = kpi.kpi AND shown.period = chosen.shown
    LEFT JOIN mart.kpi_aim($grain, $channel, $store, $segment) AS aim ON aim.kpi = kpi.kpi AND aim.period = chosen.shown
    LEFT JOIN figure AS previous ON previous.kpi = kpi.kpi AND previous.period = (chosen.shown - one)::DATE
    -- 52 weeks before, a day is the same day of the week
    LEFT JOIN figure AS year_before ON
        year_before.kpi = kpi.kpi
        AND year_before.period = (
            chosen.shown - CASE WHEN $grain IN ('day', 'week') THEN INTERVAL 364 DAY ELSE INTERVAL 1 YEAR END
        )::DATE
)
SELECT
    kpi,
    title,
    unit,
    actual,
    target,
    -- A ratio says nothing of a difference, which may be aimed at zero or less, nor over anything else that is zero or less.
    CASE
        WHEN unit = 'points' THEN NULL
        WHEN better = 'up' AND target > 0 THEN actual / target
        WHEN better = 'down' AND actual > 0 THEN target / actual
    END AS attainment,
    CASE WHEN is_complete THEN previous_change END AS previous_change,
    CASE WHEN is_complete THEN year_change END AS year_change,
    trend,
    shown AS period,
    is_complete,
    better,
    CASE WHEN actual IS NULL THEN missing END AS missing
FROM compared
LEFT JOIN trend USING (kpi)
ORDER BY position;
