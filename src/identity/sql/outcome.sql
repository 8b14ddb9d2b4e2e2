SELECT
    count(*) AS customers,
    coalesce(sum(records), 0)::BIGINT AS records,
    count(*) FILTER (records > 1) AS merged,
    (SELECT count(*) FROM core.customer_key WHERE rule = 'likeness') AS linked_by_likeness
FROM core.customer
