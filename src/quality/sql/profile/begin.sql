-- What the profile gathers before it is worked out for many columns at once.
CREATE OR REPLACE TEMP TABLE profiled_column (
    column_id BIGINT,
    table_name VARCHAR,
    column_name VARCHAR,
    position BIGINT,
    data_type VARCHAR,
    row_count BIGINT,
    filled BIGINT,
    near_distinct BIGINT,
    min_value VARCHAR,
    max_value VARCHAR,
    mean_value DOUBLE,
    standard_deviation DOUBLE,
    -- every so many rows one is looked at
    stride BIGINT
);

-- The different values of a column, each with its number where it has one, and how many of the rows looked at have it; rows
-- are chosen by their place in the table, so that the same are looked at again.
CREATE OR REPLACE TEMP TABLE profiled_value (column_id BIGINT, value VARCHAR, number DOUBLE, occurrences BIGINT);

-- How many rows have the most frequent values, where not all were looked at.
CREATE OR REPLACE TEMP TABLE profiled_again (column_id BIGINT, value VARCHAR, occurrences BIGINT);

-- The values of the newest batch and of the one before it.
CREATE OR REPLACE TEMP TABLE profiled_pair (column_id BIGINT, value VARCHAR, number DOUBLE, before BIGINT, after BIGINT);

CREATE OR REPLACE TEMP TABLE profiled_change (
    column_id BIGINT,
    batch_id BIGINT,
    earlier_batch_id BIGINT,
    filled_change DOUBLE,
    distinct_change DOUBLE,
    stability_index DOUBLE
);
