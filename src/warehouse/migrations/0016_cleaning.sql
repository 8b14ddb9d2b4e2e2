-- The rules of cleaning.toml as the program read them last, in their order.
CREATE TABLE ops.cleaning_rule (
    position BIGINT NOT NULL,
    rule VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    column_names VARCHAR NOT NULL,
    -- trim, width, phone, fill and so on
    treatment VARCHAR NOT NULL,
    is_enabled BOOLEAN NOT NULL,
    -- all that the file says of it
    definition VARCHAR NOT NULL
);

-- What the rules have made of core, cell by cell: one row for each rule that changed a cell, the first of them with the
-- value as it was mapped. A row of core is known by the record that it came from, and by its key.
CREATE TABLE ops.cleaned_cell (
    run_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    rule VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    batch_id BIGINT NOT NULL,
    record BIGINT NOT NULL,
    row_key VARCHAR NOT NULL,
    column_name VARCHAR NOT NULL,
    before VARCHAR,
    after VARCHAR,
    -- standardised, filled, capped, set_aside, or kept: an outlier that was left as it is
    kind VARCHAR NOT NULL
);

-- Cells whose values nobody observed: a rule has filled them. Statistics leave them out.
CREATE VIEW ops.filled_cell AS
SELECT DISTINCT table_name, column_name, batch_id, record
FROM ops.cleaned_cell
WHERE kind = 'filled';

-- Filled cells of each column; they are not among the filled rows of its profile.
ALTER TABLE mart.column_profile ADD COLUMN filled_by_rule BIGINT;

-- What a row says without its filled cells is what its source said. Records are told apart and compared by that alone.
CREATE VIEW ops.observed_record AS
WITH filled AS (
    SELECT batch_id, record, list(column_name) AS names
    FROM ops.filled_cell
    WHERE table_name = 'core.customer_record'
    GROUP BY batch_id, record
)
SELECT
    customer_record.* REPLACE (
        CASE WHEN NOT coalesce(list_contains(names, 'member_id'), FALSE) THEN member_id END AS member_id,
        CASE WHEN NOT coalesce(list_contains(names, 'name'), FALSE) THEN name END AS name,
        CASE WHEN NOT coalesce(list_contains(names, 'phone'), FALSE) THEN phone END AS phone,
        CASE WHEN NOT coalesce(list_contains(names, 'email'), FALSE) THEN email END AS email,
        CASE WHEN NOT coalesce(list_contains(names, 'gender'), FALSE) THEN gender END AS gender,
        CASE WHEN NOT coalesce(list_contains(names, 'birth_date'), FALSE) THEN birth_date END AS birth_date,
        CASE WHEN NOT coalesce(list_contains(names, 'city'), FALSE) THEN city END AS city,
        CASE WHEN NOT coalesce(list_contains(names, 'country'), FALSE) THEN country END AS country,
        CASE WHEN NOT coalesce(list_contains(names, 'language'), FALSE) THEN language END AS language
    )
FROM core.customer_record
LEFT JOIN filled USING (batch_id, record);

-- A phone's digits after a plus or 00; without either, as people of one country write them among themselves. Mainland
-- mobiles are the same either way. What is dialled after the call is answered stands behind, as RFC 3966 has it.
CREATE MACRO core.phone_extension(text) AS regexp_extract(
    lower(core.half_width(text)),
    '(?:转|轉|分机|分機|内线|內線|extension|ext|;ext=|#|x)[\s.:]*(\d{1,6})\s*$',
    1
);

CREATE MACRO core.without_extension(text) AS regexp_replace(
    lower(core.half_width(text)),
    '[\s,;(]*(?:转|轉|分机|分機|内线|內線|extension|ext|;ext=|#|x)[\s.:]*\d{1,6}\s*\)?$',
    ''
);

CREATE MACRO core.phone_number(text) AS regexp_replace(
    CASE
        WHEN regexp_matches(core.half_width(text), '^\s*\(?(\+|00)') THEN '+'
        ELSE ''
    END || ltrim(core.phone_digits(text), CASE WHEN regexp_matches(core.half_width(text), '^\s*\(?00') THEN '0' ELSE '' END),
    '^\+?86(1\d{10})$',
    '\1'
);

CREATE OR REPLACE MACRO core.read_phone(text) AS CASE
    WHEN regexp_full_match(text, '[1-9]\d{6,14}') THEN regexp_replace(text, '^86(1\d{10})$', '\1')
    WHEN length(ltrim(core.phone_number(core.without_extension(text)), '+')) < 7 THEN NULL
    WHEN core.phone_extension(text) <> ''
    THEN core.phone_number(core.without_extension(text)) || ';ext=' || core.phone_extension(text)
    ELSE core.phone_number(text)
END;

-- A phone as phones are compared: +86 138… and 138… are one number, whether or not a rule has put it into one form.
CREATE MACRO core.phone_key(phone) AS ltrim(regexp_replace(phone, '^\+86(1\d{10})$', '\1'), '+');

-- Chinese numerals for large units stand for zeros: 3.5万 is 35000, 1.2亿 is 120000000.
CREATE MACRO core.large_number(text) AS try_cast(
    regexp_extract(core.plain_number(text), '^(-?[\d.]+)[万萬亿億]$', 1) AS DECIMAL(18, 6)
) * CASE WHEN regexp_matches(core.plain_number(text), '[亿億]$') THEN 100000000 ELSE 10000 END;

-- Most texts are as plain as they can be. The others are looked at behind a CASE, and not in a coalesce, for which the engine
-- would work out what its parts have in common of every text.
CREATE OR REPLACE MACRO core.read_number(text) AS CASE
    WHEN try_cast(text AS DECIMAL(18, 3)) IS NOT NULL THEN try_cast(text AS DECIMAL(18, 3))
    ELSE coalesce(
        try_cast(core.plain_number(text) AS DECIMAL(18, 3)),
        try_cast(core.large_number(text) AS DECIMAL(18, 3))
    )
END;

CREATE OR REPLACE MACRO core.read_money(text) AS CASE
    WHEN try_cast(text AS DECIMAL(18, 2)) IS NOT NULL THEN try_cast(text AS DECIMAL(18, 2))
    ELSE coalesce(
        try_cast(core.plain_number(text) AS DECIMAL(18, 2)),
        try_cast(core.large_number(text) AS DECIMAL(18, 2))
    )
END;

-- A year of two digits is of the last century from 69 on, as POSIX has it.
CREATE MACRO core.whole_year(year) AS CASE
    WHEN length(year) = 4 THEN year
    WHEN try_cast(year AS INTEGER) >= 69 THEN '19' || lpad(year, 2, '0')
    ELSE '20' || lpad(year, 2, '0')
END;

-- A year of the Republic of China, counted from 1912.
CREATE MACRO core.roc_year(year) AS (1911 + try_cast(year AS INTEGER))::VARCHAR;

-- A date's beginning as year-month-day: 2026/3/5, 2026年3月5日, 民國115年3月5日, 20260305, 46086 as a spreadsheet counts days,
-- and 5.3.2026, 5/3/26 or, of the Republic's years, 115/3/5 by the order stated.
CREATE OR REPLACE MACRO core.iso_day(text, date_order) AS CASE
    WHEN regexp_matches(text, '^[12]\d{7}$') THEN regexp_replace(text, '^(\d{4})(\d{2})(\d{2})$', '\1-\2-\3')
    WHEN regexp_matches(text, '^[12]\d{7}[ T]\d') THEN regexp_replace(text, '^(\d{4})(\d{2})(\d{2})', '\1-\2-\3')
    WHEN regexp_matches(text, '^[12]\d{11}(\d{2})?$')
    THEN regexp_replace(text, '^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?$', '\1-\2-\3 \4:\5:\6')
    WHEN regexp_matches(text, '^\d{5}(\.\d+)?$') AND try_cast(text AS DOUBLE) BETWEEN 3654 AND 73050
    THEN (TIMESTAMP '1899-12-30' + to_seconds(round(try_cast(text AS DOUBLE) * 86400)))::VARCHAR
    WHEN regexp_matches(text, '^\d{4}\s*\D')
    THEN regexp_replace(text, '^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*[日号號])?\s*', '\1-\2-\3 ')
    WHEN regexp_matches(text, '^民([國国])?\s*\d{1,3}\s*[-/.年]')
    THEN concat(
        core.roc_year(regexp_extract(text, '^民[國国]?\s*(\d{1,3})', 1)),
        regexp_replace(
            text,
            '^民[國国]?\s*\d{1,3}\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*[日号號])?\s*',
            '-\1-\2 '
        )
    )
    WHEN date_order = 'roc' AND regexp_matches(text, '^\d{6,7}$')
    THEN concat(core.roc_year(left(text, -4)), '-', substring(text, length(text) - 3, 2), '-', right(text, 2))
    WHEN date_order = 'roc' AND regexp_matches(text, '^\d{1,3}[-/.年]\d{1,2}[-/.月]\d{1,2}')
    THEN concat(
        core.roc_year(regexp_extract(text, '^(\d{1,3})', 1)),
        regexp_replace(text, '^\d{1,3}[-/.年](\d{1,2})[-/.月](\d{1,2})[日号號]?\s*', '-\1-\2 ')
    )
    WHEN date_order = 'ymd' AND regexp_matches(text, '^\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}')
    THEN concat(
        core.whole_year(left(text, 2)),
        regexp_replace(text, '^\d{2}[-/.年](\d{1,2})[-/.月](\d{1,2})[日号號]?\s*', '-\1-\2 ')
    )
    WHEN date_order IN ('dmy', 'mdy') AND regexp_matches(text, '^\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})\b')
    THEN concat(
        core.whole_year(regexp_extract(text, '^\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})\b', 1)),
        regexp_replace(
            text,
            '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\b',
            CASE WHEN date_order = 'dmy' THEN '-\2-\1' ELSE '-\1-\2' END
        )
    )
    ELSE text
END;

-- The time that follows a date: 14时30分05秒 becomes 14:30:05, 下午2:30 becomes 2:30 PM.
CREATE MACRO core.iso_clock(text) AS regexp_replace(
    regexp_replace(
        regexp_replace(
            regexp_replace(text, '(\d{1,2})[时時点點](\d{1,2})分(?:(\d{1,2})秒)?', '\1:\2:\3'),
            ':$',
            ''
        ),
        '\s*(?:上午|早上|凌晨)\s*(\d{1,2}:[\d:]+)',
        ' \1 AM'
    ),
    '\s*(?:下午|晚上)\s*(\d{1,2}:[\d:]+)',
    ' \1 PM'
);

-- A year of one digit is no year: 5/3/24 cannot be read where the year is said to come first.
CREATE MACRO core.written_time(text) AS CASE
    WHEN regexp_matches(text, '^\d{1,3}[-/.]\d') THEN NULL
    WHEN regexp_matches(text, '(?i)[ap]m$') THEN try_strptime(text, ['%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p'])
    ELSE coalesce(
        try_cast(text AS TIMESTAMP),
        try_strptime(text, ['%d-%b-%y', '%d-%b-%Y', '%d %b %Y', '%d %B %Y', '%b %d, %Y', '%B %d, %Y'])
    )
END;

CREATE OR REPLACE MACRO core.read_time(text, date_order) AS coalesce(
    CASE WHEN substring(text, 5, 1) = '-' THEN try_cast(text AS TIMESTAMP) END,
    CASE
        WHEN regexp_matches(text, '^1\d{9}$') THEN epoch_ms(try_cast(text AS BIGINT) * 1000)
        WHEN regexp_matches(text, '^1\d{12}$') THEN epoch_ms(try_cast(text AS BIGINT))
        ELSE core.written_time(trim(core.iso_clock(core.iso_day(trim(core.half_width(text)), date_order))))
    END
);

CREATE OR REPLACE MACRO core.read_date(text, date_order) AS try_cast(core.read_time(text, date_order) AS DATE);
