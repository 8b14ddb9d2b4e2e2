-- What was erased where: table by table, file by file.
SELECT
    line.place,
    line.fate,
    line.items,
    receipt.receipt_id,
    receipt.kind,
    receipt.erased_at,
    receipt.erased_by
FROM ops.receipt
JOIN ops.receipt_line AS line USING (receipt_id)
WHERE receipt.receipt_id = coalesce($receipt::BIGINT, (SELECT max(receipt_id) FROM ops.receipt))
ORDER BY line.place, line.fate;
