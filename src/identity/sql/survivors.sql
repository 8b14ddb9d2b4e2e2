-- What each of a customer's keys says of consent and address, and whose word holds.
SELECT
    'consent' AS kind,
    channel_id AS fact,
    purpose,
    place = 1 AS is_held,
    NULL AS address,
    CASE WHEN granted THEN 'granted' ELSE 'refused' END AS state,
    system,
    customer_key,
    decided_at,
    is_contested
FROM core.consent_word
WHERE customer_id = $customer::BIGINT
UNION ALL
SELECT
    'contact',
    field,
    NULL,
    place = 1,
    address,
    state,
    system,
    customer_key,
    joined_at,
    is_contested
FROM core.customer_address
WHERE customer_id = $customer::BIGINT
ORDER BY kind, fact, purpose, is_held DESC, decided_at DESC, system, customer_key;
