    WITH observed AS (
        /*observed*/
    ),
    carried AS (
        SELECT
            batch_id,
            record,
            /*row_key*/ AS row_key,
            /*value*/ AS before,
            last_value(nullif(/*value*/, '') IGNORE NULLS) OVER (
                PARTITION BY /*group*/
                ORDER BY /*order*/, batch_id, record
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS after
        FROM observed AS current
    )
    SELECT *
    FROM carried
    WHERE coalesce(before, '') = '' AND after IS NOT NULL
