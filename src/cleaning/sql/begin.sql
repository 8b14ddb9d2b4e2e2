-- What the rules change, cell by cell.
CREATE OR REPLACE TEMP TABLE cleaning_change (
    position BIGINT,
    rule VARCHAR,
    table_name VARCHAR,
    batch_id BIGINT,
    record BIGINT,
    row_key VARCHAR,
    column_name VARCHAR,
    before VARCHAR,
    after VARCHAR,
    kind VARCHAR,
    -- whether the rule is switched on
    is_applied BOOLEAN
);

-- How many cells a rule cannot read, and so leaves as they are.
CREATE OR REPLACE TEMP TABLE cleaning_unread (position BIGINT, is_applied BOOLEAN, cells BIGINT);

-- What was found of each rule, for the list of them.
CREATE OR REPLACE TEMP TABLE cleaning_found (position BIGINT, cells BIGINT, row_count BIGINT, unread_cells BIGINT);
