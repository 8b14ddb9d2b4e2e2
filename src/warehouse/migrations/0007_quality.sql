-- What is known of the data: its profile, its scores by source, and its dictionary.

-- The distance that a check of a distribution found, whether or not it was too far.
ALTER TABLE ops.check_result ADD COLUMN measured DOUBLE;

-- A check's result by the source of the rows; rows that the program derives have none.
CREATE TABLE ops.check_source (
    run_id BIGINT NOT NULL,
    check_name VARCHAR NOT NULL,
    source VARCHAR,
    tested BIGINT NOT NULL,
    failed BIGINT NOT NULL
);

-- A text's form: digits are 9, Chinese, Japanese and Korean characters 中, all other letters A; past forty characters …
CREATE MACRO mart.text_pattern(text) AS CASE
    WHEN strlen(text) = length(text)
    THEN translate(
        text[:40],
        '012345678abcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ',
        '999999999AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    )
    ELSE regexp_replace(
        regexp_replace(
            regexp_replace(text[:40], '[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]', '中', 'g'),
            '[^\P{L}中]', 'A', 'g'
        ),
        '\p{Nd}', '9', 'g'
    )
END || CASE WHEN length(text) > 40 THEN '…' ELSE '' END;

CREATE TABLE mart.column_profile (
    run_id BIGINT NOT NULL,
    table_name VARCHAR NOT NULL,
    column_name VARCHAR NOT NULL,
    position BIGINT NOT NULL,
    data_type VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    filled_share DOUBLE,
    distinct_values BIGINT NOT NULL,
    -- whether all rows were looked at; else the number of different values is an estimate, and what follows is of a part
    is_exact BOOLEAN NOT NULL,
    -- filled rows that quantiles, patterns and the histogram are made from
    examined BIGINT NOT NULL,
    min_value VARCHAR,
    max_value VARCHAR,
    mean_value DOUBLE,
    standard_deviation DOUBLE,
    -- at 5, 25, 50, 75 and 95 %
    quantiles VARCHAR[],
    -- equally wide bins, and where each begins
    histogram BIGINT[],
    histogram_bounds VARCHAR[],
    patterns STRUCT(value VARCHAR, occurrences BIGINT)[],
    frequent STRUCT(value VARCHAR, occurrences BIGINT)[],
    -- the table's newest batch, and the one before it of the same source
    batch_id BIGINT,
    earlier_batch_id BIGINT,
    filled_change DOUBLE,
    distinct_change DOUBLE,
    stability_index DOUBLE
);

-- dictionary.toml as the program read it last.
CREATE TABLE ops.dictionary (
    table_name VARCHAR NOT NULL,
    column_name VARCHAR NOT NULL,
    meaning_en VARCHAR,
    meaning_zh_cn VARCHAR,
    meaning_zh_tw VARCHAR,
    unit VARCHAR,
    sensitivity VARCHAR
);

-- Which views and jobs of the program read each table, told from their queries and declarations.
CREATE TABLE ops.table_use (
    table_name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL
);
