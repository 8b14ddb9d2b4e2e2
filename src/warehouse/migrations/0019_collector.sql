-- Another key of a customer in the same system: a visitor before they were known, an account before it was renamed.
CREATE TABLE core.customer_alias (
    system VARCHAR,
    alias_key VARCHAR,
    customer_key VARCHAR,
    customer_id BIGINT,
    source VARCHAR,
    batch_id BIGINT,
    record BIGINT
);
