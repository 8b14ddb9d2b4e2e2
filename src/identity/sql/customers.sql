DELETE FROM core.customer;

-- Of each field the newest value: of the record that joined last, then of the batch that arrived last. What a rule has filled
-- in survives only where no record has a value of its own. Phone and e-mail are those that core.customer_address puts first.
INSERT INTO core.customer BY NAME
WITH record AS (
    SELECT
        member.customer_id,
        customer_record.*,
        observed,
        row_number() OVER (
            ORDER BY
                customer_record.joined_at NULLS FIRST,
                customer_record.batch_id NULLS FIRST,
                customer_record.record NULLS FIRST,
                system,
                customer_key
        ) AS age
    FROM core.customer_record
    JOIN ops.observed_record AS observed USING (system, customer_key)
    JOIN identity_member AS member USING (system, customer_key)
),
survivor AS (
    SELECT
        customer_id,
        coalesce(arg_max(observed.member_id, age), arg_max(member_id, age)) AS member_id,
        coalesce(arg_max(observed.name, age), arg_max(name, age)) AS name,
        coalesce(arg_max(observed.gender, age), arg_max(gender, age)) AS gender,
        coalesce(arg_max(observed.birth_date, age), arg_max(birth_date, age)) AS birth_date,
        coalesce(arg_max(observed.city, age), arg_max(city, age)) AS city,
        coalesce(arg_max(observed.country, age), arg_max(country, age)) AS country,
        coalesce(arg_max(observed.language, age), arg_max(language, age)) AS language,
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
