    WITH observed AS (
        /*observed*/
    ),
    counted AS (
        SELECT /*group*/ AS in_group, /*value*/ AS value, count(*) AS occurrences
        FROM observed AS current
        WHERE /*value*/ <> ''
        GROUP BY ALL
    ),
    most AS (
        SELECT in_group, value
        FROM counted
        QUALIFY row_number() OVER (PARTITION BY in_group ORDER BY occurrences DESC, value) = 1
    )
    SELECT
        batch_id,
        record,
        /*row_key*/ AS row_key,
        /*value*/ AS before,
        most.value AS after
    FROM observed AS current
    JOIN most ON most.in_group = /*group*/
    WHERE coalesce(/*value*/, '') = ''
