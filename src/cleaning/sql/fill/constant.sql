    SELECT
        batch_id,
        record,
        /*row_key*/ AS row_key,
        /*value*/ AS before,
        $value::/*type*/::VARCHAR AS after
    FROM cleaning_row AS current
    WHERE (/*where*/) AND coalesce(/*value*/, '') = ''
