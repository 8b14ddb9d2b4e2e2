-- Most texts are as plain as they can be: those are read at once, and only the others by all the rules for what people write.

CREATE OR REPLACE MACRO core.read_key(text) AS CASE
    WHEN suffix(text, '.0') THEN regexp_replace(core.read_text(text), '^(\d+)\.0$', '\1')
    ELSE core.read_text(text)
END;

CREATE OR REPLACE MACRO core.read_number(text) AS coalesce(
    try_cast(text AS DECIMAL(18, 3)),
    try_cast(core.plain_number(text) AS DECIMAL(18, 3))
);

CREATE OR REPLACE MACRO core.read_money(text) AS coalesce(
    try_cast(text AS DECIMAL(18, 2)),
    try_cast(core.plain_number(text) AS DECIMAL(18, 2))
);

-- Only a text that begins as 2026-… is the same in every order of day and month.
CREATE OR REPLACE MACRO core.read_time(text, date_order) AS coalesce(
    CASE WHEN substring(text, 5, 1) = '-' THEN try_cast(text AS TIMESTAMP) END,
    CASE
        WHEN regexp_matches(text, '^1\d{9}$') THEN epoch_ms(try_cast(text AS BIGINT) * 1000)
        WHEN regexp_matches(text, '^1\d{12}$') THEN epoch_ms(try_cast(text AS BIGINT))
        ELSE try_cast(core.iso_day(trim(core.half_width(text)), date_order) AS TIMESTAMP)
    END
);

CREATE OR REPLACE MACRO core.read_date(text, date_order) AS try_cast(core.read_time(text, date_order) AS DATE);
