SELECT
    rule,
    count(*) AS keys,
    count(DISTINCT customer_id) AS customers
FROM core.customer_key
GROUP BY rule
ORDER BY keys DESC, rule;
