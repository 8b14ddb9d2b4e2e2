-- The rows behind one KPI in the shown period: its orders, or the cases or answers that it counts.
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
kind AS (
    SELECT rows_of, shown AS first_day, least((shown + one)::DATE - 1, as_of) AS last_day
    FROM chosen
    JOIN mart.kpi USING (run_id)
    WHERE kpi = $kpi
),
evidence AS (
    SELECT
        ordered_at AS happened_at,
        coalesce(status, 'order') AS kind,
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
