-- The keys of the forgotten, as far as any of them stands in the data.
CREATE OR REPLACE TEMP TABLE forgotten_key AS
SELECT system, customer_key
FROM (
    /*keyed*/
)
WHERE
    ops.forgotten_hash('key:' || system || '/' || customer_key, $inner_key, $outer_key)
    IN (SELECT hash FROM ops.forgotten);
