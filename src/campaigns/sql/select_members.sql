-- The audience, each with the first reason for which they would not be written to.
--
-- Consent is that of the template's purpose and the channel, as it holds over all of a customer's keys.
-- Held out is, of those who would be written to, a share drawn by a hash of the seed, the template and the id: a repeated
-- preview holds out the same customers.
INSERT INTO mart.preview_member BY NAME
WITH audience AS (
    SELECT
        customer.*,
        CASE $address WHEN 'phone' THEN phone WHEN 'email' THEN email ELSE '' END AS address
    FROM core.customer
    WHERE
        (
            $segment::VARCHAR IS NULL
            OR customer_id IN (
                SELECT rfm.customer_id
                FROM mart.rfm
                JOIN ops.current_run USING (run_id)
                WHERE current_run.job = 'segments.rfm' AND rfm.segment = $segment
            )
        )
        AND (
            $customers::VARCHAR IS NULL
            OR customer_id IN (SELECT unnest(string_split($customers::VARCHAR, ','))::BIGINT)
        )
),

consent AS (
    SELECT customer_id, granted AS is_granted
    FROM core.customer_consent
    WHERE channel_id = $channel AND purpose = $purpose
),

contacted AS (
    SELECT DISTINCT customer_id
    FROM core.campaign_message
    WHERE
        sent_at >= $starts_on::DATE - $quiet_days::INTEGER
        AND sent_at < $starts_on::DATE
        AND coalesce(status, '') NOT IN ('bounced', 'failed')
),

complaint AS (
    SELECT DISTINCT customer_id
    FROM core.interaction
    WHERE kind = 'complaint' AND resolved_at IS NULL AND coalesce(status, 'open') NOT IN ('resolved', 'closed')
),

judged AS (
    SELECT
        audience.customer_id,
        nullif(audience.address, '') AS address,
        CASE $occasion
            -- the first birthday on or after the start; one of 29 February is kept on the 28th
            WHEN 'birthday' THEN
                audience.birth_date + to_years((
                    date_part('year', $starts_on::DATE) - date_part('year', audience.birth_date)
                    + (strftime(audience.birth_date, '%m%d') < strftime($starts_on::DATE, '%m%d'))::INTEGER
                )::INTEGER) BETWEEN $starts_on::DATE AND $ends_on::DATE
            WHEN 'joined' THEN
                audience.joined_at >= $starts_on::DATE - 30 AND audience.joined_at < $starts_on::DATE
            WHEN 'complaint' THEN complaint.customer_id IS NOT NULL
            ELSE TRUE
        END AS has_occasion,
        coalesce(consent.is_granted, NOT $needs_consent) AS is_granted,
        $address = 'none' OR audience.address <> '' AS has_address,
        contacted.customer_id IS NOT NULL AS is_contacted,
        ('0x' || left(md5(concat_ws('/', $seed, $template, audience.customer_id)), 8))::BIGINT / 4294967296 AS draw
    FROM audience
    LEFT JOIN consent USING (customer_id)
    LEFT JOIN contacted USING (customer_id)
    LEFT JOIN complaint USING (customer_id)
)

SELECT
    $run_id AS run_id,
    customer_id,
    CASE
        WHEN has_occasion IS NOT TRUE THEN 'no_occasion'
        WHEN NOT is_granted THEN 'no_consent'
        WHEN has_address IS NOT TRUE THEN 'no_address'
        WHEN is_contacted THEN 'contacted_recently'
        WHEN draw < $holdout THEN 'held_out'
        ELSE 'included'
    END AS state,
    address
FROM judged
ORDER BY customer_id
