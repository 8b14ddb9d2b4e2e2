    SELECT
        current.batch_id,
        current.record,
        /*row_key*/ AS row_key,
        standard.before,
        standard.after
    FROM cleaning_row AS current
    JOIN cleaning_text AS standard ON standard.before = /*value*/
    WHERE (/*where*/) AND standard.is_read
