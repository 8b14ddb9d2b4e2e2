-- A measure that is the figure itself.
INSERT INTO mart.kpi_value
SELECT
    $run_id AS run_id,
    $kpi AS kpi,
    grain,
    period,
    dimension,
    member,
    amount AS numerator,
    NULL AS denominator,
    amount AS value
FROM measure
WHERE part = 'numerator';
