-- without the cells that a rule before has filled
        SELECT *
        FROM cleaning_row AS current
        WHERE
            (/*where*/)
            AND (batch_id, record) NOT IN (
                SELECT (batch_id, record)
                FROM cleaning_change
                WHERE table_name = $table AND column_name = $column_name AND kind = 'filled' AND is_applied
            )
