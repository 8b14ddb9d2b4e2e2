-- The records as the configuration's values see them: without values that a rule has filled in, as those would agree by
-- construction.
CREATE OR REPLACE TEMP VIEW identity_record AS
SELECT
    node,
    customer_record.*,
    coalesce(folded_name.folded, lower(name)) AS folded_name,
    coalesce(folded_city.folded, lower(city)) AS folded_city
FROM ops.observed_record AS customer_record
JOIN identity_node USING (system, customer_key)
LEFT JOIN identity_fold AS folded_name ON folded_name.text = name
LEFT JOIN identity_fold AS folded_city ON folded_city.text = city;
