SELECT coalesce(sum(items), 0)::BIGINT
FROM ops.receipt_line
WHERE receipt_id = $receipt_id;
