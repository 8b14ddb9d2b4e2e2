-- Shares move by points, and so do differences of them. Another figure's change is relative, which says nothing of what is
-- nothing or less before, or less than nothing now.
CREATE OR REPLACE MACRO mart.kpi_change(now_value, before_value, unit) AS CASE
    WHEN unit IN ('share', 'points') THEN now_value - before_value
    WHEN before_value > 0 AND now_value >= 0 THEN now_value / before_value - 1
END;

-- The target in force of every KPI and period: a decision before what was imported. A quarter without a target of its own
-- takes those of its three months: their sum where the KPI adds up, their mean where it is a rate or an average. Of what is
-- counted once however long the period, such as active customers, months say nothing about a quarter; nor do they of a
-- difference, as from month to month it is another than from quarter to quarter.
CREATE OR REPLACE VIEW core.kpi_goal AS
WITH stated AS (
    SELECT
        kpi,
        grain,
        date_trunc(grain, period)::DATE AS period,
        arg_max(target, (source = 'decision', coalesce(batch_id, 0), coalesce(record, 0))) AS target
    FROM core.kpi_target
    GROUP BY ALL
),
quarterly AS (
    SELECT
        stated.kpi,
        'quarter' AS grain,
        date_trunc('quarter', stated.period)::DATE AS period,
        CASE WHEN bool_or(coalesce(kpi.adds_up, FALSE)) THEN sum(stated.target) ELSE sum(stated.target) / 3 END AS target
    FROM stated
    LEFT JOIN (
        SELECT kpi, adds_up, unit
        FROM mart.kpi
        JOIN ops.current_run USING (run_id)
        WHERE job = 'kpi.compute'
    ) AS kpi USING (kpi)
    WHERE stated.grain = 'month' AND (coalesce(kpi.adds_up, FALSE) OR coalesce(kpi.unit, '') NOT IN ('count', 'points'))
    GROUP BY ALL
    HAVING count(*) = 3
)
SELECT kpi, grain, period, target::DOUBLE AS target
FROM stated
UNION ALL
SELECT kpi, grain, period, target::DOUBLE
FROM quarterly
ANTI JOIN stated USING (kpi, grain, period);
