DELETE FROM core.customer;

-- Of each field the newest value: of the record that joined last, then of the batch that arrived last.
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
        arg_max(phone, age) AS phone,
        arg_max(email, age) AS email,
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
)
SELECT
    customer_id,
    survivor.* EXCLUDE (customer_id, records),
    coalesce(records, 0) AS records,
    coalesce(folded, lower(name)) AS search_name
FROM (SELECT DISTINCT customer_id FROM identity_member) AS customer
LEFT JOIN survivor USING (customer_id)
LEFT JOIN identity_name USING (name)
ORDER BY customer_id;

DELETE FROM core.customer_name;

-- What a search by name compares with: each name that a record gives, each of its words, and the given name that
-- follows a Chinese surname.
INSERT INTO core.customer_name BY NAME
WITH name AS (
    SELECT DISTINCT customer_id, coalesce(folded, lower(name)) AS name
    FROM core.customer_record
    JOIN identity_member USING (system, customer_key)
    LEFT JOIN identity_name USING (name)
    WHERE name <> ''
),
word AS (
    SELECT customer_id, name AS word FROM name
    UNION ALL
    SELECT customer_id, unnest(regexp_split_to_array(name, '[\s,.·・''-]+')) FROM name
),
given AS (
    SELECT
        customer_id,
        regexp_extract(
            word,
            '^(欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|端木|长孙|南宫|[一-鿿])([一-鿿]+)$',
            2
        ) AS word
    FROM word
)
SELECT DISTINCT word, customer_id
FROM (FROM word UNION ALL FROM given)
WHERE word <> ''
ORDER BY word, customer_id;
