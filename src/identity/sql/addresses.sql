DELETE FROM core.customer_address;

-- Which e-mail and which phone of a customer's records survive. What is known of an address by one key holds for all records
-- of the customer that have it. Under the strictest rule one that is refused or was returned never takes the place of
-- another, and one that is known to have been reached comes before one that is not; then comes that of the record that
-- joined last, then of the batch that arrived last.
INSERT INTO core.customer_address BY NAME
WITH held AS (
    SELECT
        customer_id,
        system,
        customer_key,
        joined_at,
        batch_id,
        record,
        unnest([{field: 'phone', address: phone}, {field: 'email', address: email}], recursive := TRUE)
    FROM core.customer_record
    JOIN identity_member USING (system, customer_key)
),
delivery AS (
    SELECT
        system,
        customer_key,
        field,
        arg_max(lower(status) IN ('bounced', 'failed', 'undeliverable'), sent_at) AS is_returned
    FROM core.campaign_message
    JOIN ops.address_channel USING (channel_id)
    WHERE status IS NOT NULL
    GROUP BY system, customer_key, field
),
refusal AS (
    SELECT DISTINCT system, customer_key, field, TRUE AS is_refused
    FROM core.consent
    JOIN ops.address_channel USING (channel_id)
    WHERE NOT granted
),
known AS (
    SELECT
        held.*,
        CASE
            WHEN bool_or(is_returned) OVER same THEN 'undeliverable'
            WHEN bool_or(is_refused) OVER same THEN 'refused'
            WHEN bool_or(NOT is_returned) OVER same THEN 'confirmed'
            ELSE 'unconfirmed'
        END AS state
    FROM held
    LEFT JOIN delivery USING (system, customer_key, field)
    LEFT JOIN refusal USING (system, customer_key, field)
    WHERE address <> ''
    WINDOW same AS (PARTITION BY customer_id, field, lower(address))
)
SELECT
    customer_id,
    system,
    customer_key,
    field,
    address,
    state,
    joined_at,
    row_number() OVER (
        PARTITION BY customer_id, field
        ORDER BY
            core.address_yields(state),
            joined_at DESC NULLS LAST,
            batch_id DESC NULLS LAST,
            record DESC NULLS LAST,
            system DESC,
            customer_key DESC
    ) AS place,
    min(lower(address)) OVER same <> max(lower(address)) OVER same AS is_contested
FROM known
WINDOW same AS (PARTITION BY customer_id, field)
ORDER BY customer_id, field, place;
