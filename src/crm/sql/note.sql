INSERT INTO core.interaction BY NAME
SELECT
    body ->> '$.system' AS system,
    'decision:' || decision_id AS interaction_key,
    body ->> '$.customer_key' AS customer_key,
    (body ->> '$.happened_at')::TIMESTAMP AS happened_at,
    body ->> '$.kind' AS kind,
    body ->> '$.channel_id' AS channel_id,
    body ->> '$.subject' AS subject,
    body ->> '$.body' AS body,
    'open' AS status,
    $customer AS customer_id,
    'decision' AS source
FROM ops.decision
WHERE decision_id = $decision_id
