-- Records that a row of the model which is about the customer came as.
WITH origin AS (
    SELECT source, batch_id, record FROM core.sales_order WHERE customer_id = $customer
    UNION
    SELECT source, batch_id, record FROM core.touchpoint WHERE customer_id = $customer
    UNION
    SELECT source, batch_id, record FROM core.interaction WHERE customer_id = $customer
    UNION
    SELECT source, batch_id, record FROM core.feedback WHERE customer_id = $customer
    UNION
    SELECT source, batch_id, record FROM core.consent WHERE customer_id = $customer
    UNION
    SELECT source, batch_id, record FROM core.campaign_member WHERE customer_id = $customer
    UNION
    SELECT source, batch_id, record FROM core.campaign_message WHERE customer_id = $customer
    UNION
    SELECT source, batch_id, record FROM core.campaign_response WHERE customer_id = $customer
    UNION
    SELECT source, batch_id, record
    FROM core.customer_record
    JOIN core.customer_key USING (system, customer_key)
    WHERE customer_id = $customer
)
SELECT json_merge_patch(to_json(landed), json_object('file', batch.file))::VARCHAR AS row
FROM landing.source AS landed
JOIN origin ON origin.source = $source AND origin.batch_id = landed._batch AND origin.record = landed._record
LEFT JOIN ops.batch ON batch.batch_id = landed._batch
ORDER BY landed._batch, landed._record;
