-- Their numbers.
CREATE OR REPLACE TEMP TABLE forgotten_person AS
SELECT DISTINCT customer_id
FROM core.customer_key
SEMI JOIN forgotten_key USING (system, customer_key);

-- The texts that they are known by, where a text may be looked for: no short ones, which stand anywhere.
CREATE OR REPLACE TEMP TABLE forgotten_text AS
WITH known AS (
    SELECT unnest([customer_key, name, phone, email, member_id]) AS text
    FROM core.customer_record
    SEMI JOIN forgotten_key USING (system, customer_key)
    UNION
    SELECT customer_key
    FROM forgotten_key
    UNION
    SELECT unnest([name, phone, email, member_id])
    FROM core.customer
    SEMI JOIN forgotten_person USING (customer_id)
)
SELECT text
FROM known
WHERE length(text) >= CASE WHEN text SIMILAR TO '.*[㐀-鿿].*' THEN 2 ELSE 5 END;
