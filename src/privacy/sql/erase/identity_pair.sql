DELETE FROM mart.identity_pair
WHERE
    (left_system, left_key) IN (SELECT (system, customer_key) FROM forgotten_key)
    OR (right_system, right_key) IN (SELECT (system, customer_key) FROM forgotten_key);
