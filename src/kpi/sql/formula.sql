-- A formula over other KPIs' values of the same period, and of the period before.
INSERT INTO mart.kpi_value
WITH figure AS (
    SELECT
        grain,
        period,
        dimension,
        member,
        /*values*/
    FROM mart.kpi_value
    WHERE run_id = $run_id
    GROUP BY ALL
),
paired AS (
    SELECT
        figure.*,
        /*previous_values*/
    FROM figure
    LEFT JOIN figure AS previous ON
        previous.grain = figure.grain
        AND previous.dimension = figure.dimension
        AND previous.member = figure.member
        AND previous.period = figure.period - CASE figure.grain
            WHEN 'day' THEN INTERVAL 1 DAY
            WHEN 'week' THEN INTERVAL 7 DAY
            WHEN 'month' THEN INTERVAL 1 MONTH
            ELSE INTERVAL 3 MONTH
        END
)
SELECT
    $run_id AS run_id,
    $kpi AS kpi,
    grain,
    period,
    dimension,
    member,
    NULL AS numerator,
    NULL AS denominator,
    (/*formula*/)::DOUBLE AS value
FROM paired
WHERE isfinite(value) AND list_contains(string_split($dimensions, ','), dimension);
