-- One measure in every grain: as a whole, and by each dimension that its relation has a column for. A member that is not
-- stated is ''. Sums are of decimals and only then become doubles, so that every run gives the same figures.
INSERT INTO measure
WITH segment AS (
    SELECT customer_id AS kpi_customer, segment AS kpi_segment
    FROM mart.rfm
    JOIN ops.current_run USING (run_id)
    WHERE job = 'segments.rfm'
),
measured AS (
    SELECT
        relation.*,
        relation./*time*/::DATE AS kpi_day,
        /*channel*/::VARCHAR AS kpi_channel,
        /*store*/::VARCHAR AS kpi_store,
        kpi_segment
    FROM /*relation*/ AS relation
    LEFT JOIN segment ON kpi_customer = /*customer*/
    WHERE relation./*time*/::DATE <= $as_of AND (/*condition*/)
),
placed AS (
    SELECT *, date_trunc(kpi_grain, kpi_day)::DATE AS kpi_period
    FROM measured, unnest(string_split($grains, ',')) AS grain (kpi_grain)
)
SELECT
    $part AS part,
    kpi_grain AS grain,
    kpi_period AS period,
    CASE
        WHEN grouping(kpi_channel) = 0 THEN 'channel'
        WHEN grouping(kpi_store) = 0 THEN 'store'
        WHEN grouping(kpi_segment) = 0 THEN 'segment'
        ELSE 'all'
    END AS dimension,
    coalesce(kpi_channel, kpi_store, kpi_segment, '') AS member,
    (/*aggregate*/)::DOUBLE AS amount
FROM placed
GROUP BY GROUPING SETS (
    (kpi_grain, kpi_period),
    (kpi_grain, kpi_period, kpi_channel),
    (kpi_grain, kpi_period, kpi_store),
    (kpi_grain, kpi_period, kpi_segment)
)
HAVING list_contains(string_split($dimensions, ','), dimension) AND amount IS NOT NULL;
