SELECT json_merge_patch(to_json(line), json_object('file', batch.file, 'arrived_at', batch.arrived_at))::VARCHAR AS row
FROM core.order_line AS line
JOIN core.sales_order AS sale ON sale.system = line.system AND sale.order_key = line.order_key
LEFT JOIN ops.batch ON batch.batch_id = line.batch_id
WHERE sale.customer_id = $customer
ORDER BY line.batch_id, line.record;
