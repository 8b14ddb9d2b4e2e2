-- One measure over another. From the numerator's first period on, no numerator is zero; no denominator is no figure.
INSERT INTO mart.kpi_value
WITH numerator AS (
    FROM measure WHERE part = 'numerator'
),
denominator AS (
    FROM measure WHERE part = 'denominator' AND amount <> 0
),
begun AS (
    SELECT grain, min(period) AS first_period
    FROM numerator
    GROUP BY grain
)
SELECT
    $run_id AS run_id,
    $kpi AS kpi,
    grain,
    period,
    dimension,
    member,
    coalesce(numerator.amount, 0) AS numerator,
    denominator.amount AS denominator,
    coalesce(numerator.amount, 0) / denominator.amount AS value
FROM denominator
LEFT JOIN numerator USING (grain, period, dimension, member)
JOIN begun USING (grain)
WHERE period >= first_period;
