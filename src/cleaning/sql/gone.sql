SELECT count(*)
FROM cleaning_cell
ANTI JOIN cleaning_row USING (batch_id, record)
