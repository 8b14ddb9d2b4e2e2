-- One KPI period by period, the newest 400, the running one too, with what was aimed at.
SELECT *
FROM (
    SELECT
        period,
        value AS actual,
        target,
        unit,
        (period + one)::DATE - 1 <= as_of AS is_complete
    FROM mart.kpi_figure($grain, $channel, $store, $segment)
    CROSS JOIN mart.kpi_shown($grain, $from, $to)
    JOIN mart.kpi USING (run_id, kpi)
    LEFT JOIN mart.kpi_aim($grain, $channel, $store, $segment) USING (kpi, period)
    WHERE
        kpi = $kpi
        AND period <= $to::DATE
        AND ($from::DATE IS NULL OR (period + one)::DATE > $from::DATE)
    ORDER BY period DESC
    LIMIT 400
)
ORDER BY period;
