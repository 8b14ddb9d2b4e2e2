    WITH observed AS (
        /*observed*/
    ),
    tested AS (
        SELECT
            batch_id,
            record,
            /*row_key*/ AS row_key,
            /*field*/ AS value,
            /*number*/ AS number,
            /*group*/ AS in_group
        FROM observed AS current
        WHERE number IS NOT NULL
    ),
    bound AS (
        /*bounds*/
    ),
    placed AS (
        SELECT *, number BETWEEN lowest AND highest AS is_inside
        FROM tested
        JOIN bound USING (in_group)
    ),
    ended AS (
        SELECT
            *,
            min(value) FILTER (is_inside) OVER (PARTITION BY in_group) AS first_inside,
            max(value) FILTER (is_inside) OVER (PARTITION BY in_group) AS last_inside
        FROM placed
    )
    SELECT
        batch_id,
        record,
        row_key,
        value::VARCHAR AS before,
        (/*after*/)::VARCHAR AS after
    FROM ended
    WHERE NOT is_inside
