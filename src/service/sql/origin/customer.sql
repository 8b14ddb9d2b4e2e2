SELECT
    customer_id,
    name,
    member_id,
    phone,
    email,
    gender,
    birth_date,
    city,
    country,
    language,
    joined_at,
    records
FROM core.customer
WHERE customer_id = $customer;
