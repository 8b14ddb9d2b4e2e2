-- How many of all pairs are equal in a field: counted from the values, exactly. field_value stands for its column.
SELECT sum(records * (records - 1) / 2) AS equal_pairs
FROM (SELECT count(*)::DOUBLE AS records FROM identity_compared WHERE field_value IS NOT NULL GROUP BY field_value)
