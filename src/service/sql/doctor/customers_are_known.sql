-- Every customer's number leads to a customer.
SELECT coalesce(sum(rows), 0)::BIGINT AS broken, min(printf('%s: customer %d', table_name, customer_id)) AS example
FROM (/*strangers*/) AS strangers
ANTI JOIN core.customer USING (customer_id);
