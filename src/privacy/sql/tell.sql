INSERT INTO ops.receipt_line (receipt_id, place, fate, items)
VALUES ($receipt_id, $place, $fate, $items);
