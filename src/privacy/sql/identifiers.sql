-- All that a customer goes by: their keys in every source; and their phones, e-mails, member numbers and visits' keys, as far as
-- nobody else has the same, since others are not to be forgotten with them.
INSERT INTO ops.forgotten (receipt_id, hash)
WITH own AS (
    SELECT system, customer_key
    FROM core.customer_key
    WHERE customer_id = $customer
    UNION
    -- keys whose source was taken out again
    SELECT system, customer_key
    FROM core.customer_number
    ANTI JOIN core.customer_key USING (system, customer_key)
    WHERE customer_id = $customer
),
contact AS (
    SELECT
        system,
        customer_key,
        unnest([
            'phone:' || core.phone_key(phone),
            'email:' || lower(email),
            'member:' || member_id
        ]) AS identifier
    FROM core.customer_record
    UNION ALL
    -- as they were before a rule put them into one form
    SELECT
        split_part(row_key, '/', 1),
        substring(row_key, length(split_part(row_key, '/', 1)) + 2),
        CASE column_name
            WHEN 'phone' THEN 'phone:' || core.phone_key(before)
            WHEN 'email' THEN 'email:' || lower(before)
            WHEN 'member_id' THEN 'member:' || before
        END
    FROM ops.cleaned_cell
    WHERE table_name = 'core.customer_record' AND column_name IN ('phone', 'email', 'member_id')
    UNION ALL
    SELECT system, customer_key, 'visitor:' || system || '/' || visitor_key
    FROM core.touchpoint
    WHERE customer_key <> ''
),
told AS (
    SELECT 'key:' || system || '/' || customer_key AS identifier
    FROM own
    UNION
    SELECT identifier
    FROM contact
    SEMI JOIN own USING (system, customer_key)
    WHERE identifier NOT IN (
        SELECT identifier
        FROM contact
        ANTI JOIN own USING (system, customer_key)
        WHERE identifier IS NOT NULL
    )
)
SELECT $receipt_id AS receipt_id, hash
FROM (SELECT ops.forgotten_hash(identifier, $inner_key, $outer_key) AS hash FROM told)
WHERE hash IS NOT NULL AND hash NOT IN (SELECT hash FROM ops.forgotten)
ORDER BY hash;
