UNION ALL
    SELECT batch_id, record, 'key:' || system || '/' || customer_key
    FROM /*table*/
    WHERE source = $source AND ($batch::BIGINT IS NULL OR batch_id = $batch)
