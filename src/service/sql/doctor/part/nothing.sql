SELECT
    NULL::VARCHAR AS table_name,
    NULL::VARCHAR AS source,
    NULL::BIGINT AS batch_id,
    NULL::BIGINT AS record,
    NULL::BIGINT AS rows
WHERE FALSE
