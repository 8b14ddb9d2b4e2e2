-- How many people the records stand for, and by what they were told to be one.
WITH customers AS (
    SELECT
        count(*) AS customers,
        coalesce(sum(records), 0)::BIGINT AS records,
        count(*) FILTER (records > 1) AS merged
    FROM core.customer
),
keys AS (
    SELECT
        count(*) AS keys,
        count(DISTINCT system) AS systems,
        count(*) FILTER (rule = 'member_id') AS keys_by_member_id,
        count(*) FILTER (rule = 'phone') AS keys_by_phone,
        count(*) FILTER (rule = 'email') AS keys_by_email,
        count(*) FILTER (rule = 'likeness') AS keys_by_likeness,
        count(*) FILTER (rule = 'by_hand') AS keys_by_hand,
        count(*) FILTER (rule = 'alias') AS keys_by_alias,
        count(*) FILTER (rule = 'alone') AS keys_alone,
        count(*) FILTER (rule = 'no_record') AS keys_without_record
    FROM core.customer_key
),
ignored AS (
    SELECT count(*) AS ignored_values
    FROM mart.shared_value
    JOIN ops.current_run USING (run_id)
    WHERE job = 'identity.unify'
)
SELECT *
FROM customers, keys, ignored;
