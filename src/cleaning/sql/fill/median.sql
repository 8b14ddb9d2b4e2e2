    WITH observed AS (
        /*observed*/
    ),
    middle AS (
        SELECT /*group*/ AS in_group, quantile_disc(/*value*/::/*type*/, 0.5)::VARCHAR AS value
        FROM observed AS current
        WHERE /*value*/ IS NOT NULL
        GROUP BY ALL
    )
    SELECT
        batch_id,
        record,
        /*row_key*/ AS row_key,
        /*value*/ AS before,
        middle.value AS after
    FROM observed AS current
    JOIN middle ON middle.in_group = /*group*/
    WHERE /*value*/ IS NULL
