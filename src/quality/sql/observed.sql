(batch_id, record) NOT IN (
    SELECT (batch_id, record)
    FROM ops.filled_cell
    WHERE table_name = /*table*/ AND column_name = /*column*/
)
