INSERT INTO ops.decision BY NAME
SELECT
    $decision_id AS decision_id,
    'interaction' AS kind,
    system || '/' || customer_key AS subject,
    {
        system: system,
        customer_key: customer_key,
        happened_at: $happened_at::TIMESTAMP,
        kind: $kind,
        channel_id: $channel_id,
        subject: nullif($subject, ''),
        body: nullif($body, '')
    }::JSON AS body,
    $decided_by AS decided_by,
    $decided_at AS decided_at
FROM core.customer_key
WHERE customer_id = $customer
ORDER BY system, customer_key
LIMIT 1
