-- Where two records disagree about a consent or an address, and what would hold of the two together.
WITH side AS (
    SELECT $left_system::VARCHAR AS system, $left_key::VARCHAR AS customer_key, TRUE AS is_left
    UNION ALL
    SELECT $right_system::VARCHAR, $right_key::VARCHAR, FALSE
),
word AS (
    SELECT
        'consent' AS kind,
        channel_id AS fact,
        purpose,
        is_left,
        CASE WHEN granted THEN 'granted' ELSE 'refused' END AS said,
        NULL AS state,
        core.consent_yields(granted)::BIGINT AS yields,
        decided_at AS since
    FROM core.consent
    JOIN side USING (system, customer_key)
    UNION ALL
    SELECT
        'contact',
        field,
        NULL,
        is_left,
        address,
        state,
        core.address_yields(state),
        joined_at
    FROM core.customer_address
    JOIN side USING (system, customer_key)
),
placed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY kind, fact, purpose
            ORDER BY yields, since DESC NULLS LAST, is_left DESC
        ) AS place
    FROM word
)
SELECT
    kind,
    fact,
    purpose,
    max(said) FILTER (is_left) AS left_value,
    max(said) FILTER (NOT is_left) AS right_value,
    max(said) FILTER (place = 1) AS value_held,
    max(state) FILTER (place = 1) AS state,
    bool_or(is_left) FILTER (place = 1) AS is_left
FROM placed
GROUP BY kind, fact, purpose
HAVING count(DISTINCT lower(said)) > 1
ORDER BY kind, fact, purpose;
