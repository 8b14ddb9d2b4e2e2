-- How many rows there are, and a sum that is the same in any order of rows and another for any other rows.
SELECT
    count(*) AS row_count,
    coalesce(sum(hash(/*columns*/))::VARCHAR, '') AS checksum
FROM /*from*/;
