-- The rows behind one KPI in the shown period: its orders, or the cases or answers that it counts.
WITH kind AS (
    SELECT rows_of, shown AS first_day, least((shown + one)::DATE - 1, as_of) AS last_day
    FROM mart.kpi_shown($grain, $from, $to)
    JOIN mart.kpi USING (run_id)
    WHERE kpi = $kpi
),
evidence AS (
    SELECT
        ordered_at AS happened_at,
        coalesce(status, 'order') AS kind,
        'sales_order' AS entity,
        system,
        order_key AS record_key,
        customer_id,
        channel_id,
        store_id,
        revenue,
        units,
        discount,
        NULL AS score,
        NULL AS text
    FROM core.sale
    JOIN kind ON rows_of = 'sales' AND ordered_on BETWEEN first_day AND last_day
    UNION ALL
    SELECT
        happened_at,
        interaction.kind,
        'interaction',
        system,
        interaction_key,
        customer_id,
        channel_id,
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        subject
    FROM core.interaction
    JOIN kind ON
        (rows_of = 'interactions' OR (rows_of = 'complaints' AND interaction.kind = 'complaint'))
        AND happened_at::DATE BETWEEN first_day AND last_day
    UNION ALL
    SELECT
        given_at,
        feedback.kind,
        'feedback',
        system,
        feedback_key,
        customer_id,
        channel_id,
        NULL,
        NULL,
        NULL,
        NULL,
        score,
        comment
    FROM core.feedback
    JOIN kind ON rows_of = 'feedback' AND given_at::DATE BETWEEN first_day AND last_day
)
SELECT *
FROM evidence
WHERE
    ($channel::VARCHAR IS NULL OR channel_id = $channel)
    AND ($store::VARCHAR IS NULL OR store_id = $store)
    AND (
        $segment::VARCHAR IS NULL
        OR customer_id IN (
            SELECT customer_id
            FROM mart.rfm
            JOIN ops.current_run USING (run_id)
            WHERE job = 'segments.rfm' AND segment = $segment
        )
    )
ORDER BY happened_at DESC, system, record_key;
