DELETE FROM core.customer_word;

-- What a search compares with, of all of a customer's records: each name, each of its words, and the given name that
-- follows a Chinese surname; phone and its last four digits; e-mail; member id and keys.
INSERT INTO core.customer_word BY NAME
WITH record AS (
    SELECT customer_id, coalesce(folded, lower(name)) AS name, phone, email, member_id
    FROM core.customer_record
    JOIN identity_member USING (system, customer_key)
    LEFT JOIN identity_fold ON text = name
),
name AS (
    SELECT DISTINCT customer_id, name FROM record WHERE name <> ''
),
name_word AS (
    SELECT customer_id, unnest(regexp_split_to_array(name, '[\s,.·・''-]+')) AS word FROM name
),
given AS (
    SELECT
        customer_id,
        regexp_extract(
            word,
            '^(欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|端木|长孙|南宫|[一-鿿])([一-鿿]+)$',
            2
        ) AS word
    FROM name_word
),
word AS (
    SELECT customer_id, name AS word FROM name
    UNION ALL
    FROM name_word
    UNION ALL
    FROM given
    UNION ALL
    SELECT customer_id, unnest([core.phone_key(phone), right(phone, 4), lower(email), lower(member_id)]) FROM record
    UNION ALL
    SELECT customer_id, lower(customer_key) FROM identity_member
    UNION ALL
    SELECT DISTINCT customer_id, customer_id::VARCHAR FROM identity_member
)
SELECT DISTINCT word, customer_id
FROM word
WHERE word <> ''
ORDER BY word, customer_id;
