SELECT
    count(*) AS customers,
    sum(records)::BIGINT AS records,
    count(*) FILTER (records > 1) AS merged
FROM core.customer
