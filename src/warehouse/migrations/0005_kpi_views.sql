-- What the KPI queries stand on: the period that is shown, and the figures of one part of the business.

-- The tables that a KPI is made of and that hold nothing, parted by commas.
ALTER TABLE mart.kpi ADD COLUMN missing VARCHAR;

-- A grain's length.
CREATE MACRO mart.one_period(wanted_grain) AS CASE wanted_grain
    WHEN 'day' THEN INTERVAL 1 DAY
    WHEN 'week' THEN INTERVAL 7 DAY
    WHEN 'month' THEN INTERVAL 1 MONTH
    ELSE INTERVAL 3 MONTH
END;

-- The newest run, and the period that it is asked for: the last one that is over; or, where days were chosen, the one that
-- they end in. No period lies before the first that has a figure.
CREATE MACRO mart.kpi_shown(wanted_grain, first_day, last_day) AS TABLE
SELECT
    job_run.run_id,
    as_of,
    mart.one_period(wanted_grain) AS one,
    greatest(
        min(period),
        CASE
            WHEN first_day::DATE IS NULL
            THEN date_trunc(wanted_grain, least(last_day::DATE, as_of) + 1) - mart.one_period(wanted_grain)
            ELSE date_trunc(wanted_grain, least(last_day::DATE, as_of))
        END
    )::DATE AS shown
FROM ops.job_run
JOIN ops.current_run USING (job, run_id)
LEFT JOIN mart.kpi_value ON kpi_value.run_id = job_run.run_id AND grain = wanted_grain AND dimension = 'all'
WHERE job = 'kpi.compute'
GROUP BY job_run.run_id, as_of;

-- One dimension at a time: a store is narrower than a channel, and both are narrower than a segment of customers.
CREATE MACRO mart.kpi_slice(channel, store, segment) AS TABLE
SELECT
    CASE
        WHEN store::VARCHAR IS NOT NULL THEN 'store'
        WHEN channel::VARCHAR IS NOT NULL THEN 'channel'
        WHEN segment::VARCHAR IS NOT NULL THEN 'segment'
        ELSE 'all'
    END AS dimension,
    coalesce(store::VARCHAR, channel::VARCHAR, segment::VARCHAR, '') AS member;

-- Every KPI's figure of that part in every period. Where a total can be split, a member without a row had nothing: that is zero.
CREATE MACRO mart.kpi_figure(wanted_grain, channel, store, segment) AS TABLE
WITH run AS (
    SELECT run_id
    FROM ops.current_run
    WHERE job = 'kpi.compute'
),
split AS (
    SELECT DISTINCT kpi
    FROM mart.kpi_value
    JOIN run USING (run_id)
    JOIN mart.kpi_slice(channel, store, segment) USING (dimension)
    WHERE grain = wanted_grain
)
SELECT
    kpi.kpi,
    whole.period,
    CASE
        WHEN slice.dimension = 'all' THEN whole.value
        WHEN kpi.is_total AND kpi.kpi IN (FROM split) THEN coalesce(part.value, 0)
        ELSE part.value
    END AS value
FROM run
CROSS JOIN mart.kpi_slice(channel, store, segment) AS slice
JOIN mart.kpi AS kpi USING (run_id)
JOIN mart.kpi_value AS whole ON
    whole.run_id = run.run_id
    AND whole.kpi = kpi.kpi
    AND whole.grain = wanted_grain
    AND whole.dimension = 'all'
LEFT JOIN mart.kpi_value AS part ON
    part.run_id = run.run_id
    AND part.kpi = kpi.kpi
    AND part.grain = wanted_grain
    AND part.period = whole.period
    AND part.dimension = slice.dimension
    AND part.member = slice.member;

-- A share moves by points. Another figure's change is relative, which says nothing of what is nothing or less before, or less
-- than nothing now.
CREATE MACRO mart.kpi_change(now_value, before_value, unit) AS CASE
    WHEN unit = 'share' THEN now_value - before_value
    WHEN before_value > 0 AND now_value >= 0 THEN now_value / before_value - 1
END;

-- What is aimed at, which is aimed at as a whole.
CREATE MACRO mart.kpi_aim(wanted_grain, channel, store, segment) AS TABLE
SELECT kpi, period, target
FROM core.kpi_goal
WHERE grain = wanted_grain AND coalesce(store::VARCHAR, channel::VARCHAR, segment::VARCHAR) IS NULL;

-- One KPI of the shown period by the members of a dimension. Shares are given where members add up to the whole.
CREATE MACRO mart.kpi_by(wanted_kpi, wanted_dimension, wanted_grain, first_day, last_day) AS TABLE
SELECT
    coalesce(nullif(member, ''), '(unknown)') AS member,
    value AS actual,
    CASE WHEN adds_up THEN value / nullif(sum(value) OVER (), 0) END AS total_share,
    unit,
    shown AS period
FROM mart.kpi_shown(wanted_grain, first_day, last_day)
JOIN mart.kpi USING (run_id)
JOIN mart.kpi_value USING (run_id, kpi)
WHERE kpi = wanted_kpi AND grain = wanted_grain AND period = shown AND dimension = wanted_dimension
ORDER BY value DESC, member;

-- The target in force of every KPI and period: a decision before what was imported. A quarter without a target of its own
-- takes those of its three months: their sum where the KPI adds up, their mean where it is a rate or an average. Of what is
-- counted once however long the period, such as active customers, months say nothing about a quarter.
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
    WHERE stated.grain = 'month' AND (coalesce(kpi.adds_up, FALSE) OR kpi.unit IS DISTINCT FROM 'count')
    GROUP BY ALL
    HAVING count(*) = 3
)
SELECT kpi, grain, period, target::DOUBLE AS target
FROM stated
UNION ALL
SELECT kpi, grain, period, target::DOUBLE
FROM quarterly
ANTI JOIN stated USING (kpi, grain, period);
