DELETE FROM core.customer;

-- Of each field the newest value: of the record that joined last, then of the batch that arrived last. Phone and e-mail are
-- those that core.customer_address puts first.
INSERT INTO core.customer BY NAME
WITH record AS (
    SELECT
        member.customer_id,
        customer_record.*,
        row_number() OVER (
            ORDER BY joined_at NULLS FIRST, batch_id NULLS FIRST, record NULLS FIRST, system, customer_key
        ) AS age
    FROM core.customer_record
    JOIN identity_member AS member USING (system, customer_key)
),
survivor AS (
    SELECT
        customer_id,
        arg_max(member_id, age) AS member_id,
        arg_max(name, age) AS name,
        arg_max(gender, age) AS gender,
        arg_max(birth_date, age) AS birth_date,
        arg_max(city, age) AS city,
        arg_max(country, age) AS country,
        arg_max(language, age) AS language,
        min(joined_at) AS joined_at,
        list_reduce(
            list(attributes ORDER BY age) FILTER (attributes IS NOT NULL),
            LAMBDA older, newer : json_merge_patch(older, newer)
        ) AS attributes,
        count(*) AS records
    FROM record
    GROUP BY customer_id
),
reached AS (
    SELECT
        customer_id,
        max(address) FILTER (field = 'phone') AS phone,
        max(address) FILTER (field = 'email') AS email
    FROM core.customer_address
    WHERE place = 1
    GROUP BY customer_id
)
SELECT
    customer_id,
    survivor.* EXCLUDE (customer_id, records),
    phone,
    email,
    coalesce(records, 0) AS records,
    coalesce(folded, lower(name)) AS search_name
FROM (SELECT DISTINCT customer_id FROM identity_member) AS customer
LEFT JOIN survivor USING (customer_id)
LEFT JOIN reached USING (customer_id)
LEFT JOIN identity_fold ON text = name
ORDER BY customer_id;
