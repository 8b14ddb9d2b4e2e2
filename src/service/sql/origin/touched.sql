customer_id IN (
    SELECT customer_id
    FROM core.customer_key
    SEMI JOIN (/*keys*/) AS touching USING (system, customer_key)
)
