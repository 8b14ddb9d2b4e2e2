-- The target in force of a KPI for one period, and who decided it last, where someone did.
SELECT
    goal.target,
    decision.decided_by,
    decision.decided_at
FROM (SELECT 1)
LEFT JOIN core.kpi_goal AS goal ON goal.kpi = $kpi AND goal.grain = $grain AND goal.period = $period::DATE
LEFT JOIN (
    SELECT
        decided_by,
        decided_at
    FROM ops.decision
    WHERE
        kind = 'kpi.target'
        AND subject = $kpi
        AND body ->> '$.grain' = $grain
        AND (body ->> '$.period')::DATE = $period::DATE
    ORDER BY decision_id DESC
    LIMIT 1
) AS decision ON TRUE;
