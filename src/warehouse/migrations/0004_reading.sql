-- How a text of a file becomes a value. Each macro gives NULL for a text that it cannot read, which makes the record a reject
-- where the field is required.

CREATE MACRO core.read_text(text) AS nullif(trim(text), '');

-- Keys are kept as they are, but for the '.0' that spreadsheets put behind numbers.
CREATE MACRO core.read_key(text) AS regexp_replace(core.read_text(text), '^(\d+)\.0$', '\1');

-- Full-width digits and signs, as Chinese input methods write them, become plain ones.
CREATE MACRO core.half_width(text) AS translate(text, '０１２３４５６７８９＋－．，：／（）＠　', '0123456789+-.,:/()@ ');

-- Digits only; the country code of mainland China is dropped, so that +86 138… and 138… are one number.
CREATE MACRO core.phone_digits(text) AS regexp_replace(core.half_width(text), '[^0-9]', '', 'g');

CREATE MACRO core.read_phone(text) AS CASE
    WHEN length(core.phone_digits(text)) < 7 THEN NULL
    ELSE regexp_replace(core.phone_digits(text), '^(00)?86(1\d{10})$', '\2')
END;

CREATE MACRO core.read_email(text) AS CASE
    WHEN regexp_matches(lower(trim(core.half_width(text))), '^[^@\s]+@[^@\s]+\.[^@\s]+$')
    THEN lower(trim(core.half_width(text)))
END;

-- Currency signs, thousands separators and blanks are dropped; (12.50) is -12.50.
CREATE MACRO core.plain_number(text) AS regexp_replace(
    regexp_replace(core.half_width(text), '(?i)[¥￥$€£,''\s元圆圓]|CNY|RMB|TWD|NT|HKD|USD|EUR', '', 'g'),
    '^\((.+)\)$',
    '-\1'
);

CREATE MACRO core.read_number(text) AS try_cast(core.plain_number(text) AS DECIMAL(18, 3));

CREATE MACRO core.read_money(text) AS try_cast(core.plain_number(text) AS DECIMAL(18, 2));

CREATE MACRO core.read_integer(text) AS try_cast(core.read_number(text) AS BIGINT);

CREATE MACRO core.read_flag(text) AS CASE
    WHEN lower(trim(text)) IN ('1', 'true', 't', 'yes', 'y', '是', '同意', '有', '已订阅', '已訂閱') THEN TRUE
    WHEN lower(trim(text)) IN ('0', 'false', 'f', 'no', 'n', '否', '不同意', '无', '無', '未订阅', '未訂閱') THEN FALSE
END;

-- A date's beginning as year-month-day: 2026/3/5, 2026年3月5日, 民國115年3月5日, 20260305, and 5.3.2026 by the order stated.
CREATE MACRO core.iso_day(text, date_order) AS CASE
    WHEN regexp_matches(text, '^\d{8}$') THEN regexp_replace(text, '^(\d{4})(\d{2})(\d{2})$', '\1-\2-\3')
    WHEN regexp_matches(text, '^\d{4}\D')
    THEN regexp_replace(text, '^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?', '\1-\2-\3')
    WHEN regexp_matches(text, '^民[國国]\d+年')
    THEN concat(
        1911 + try_cast(regexp_extract(text, '^民[國国](\d+)年', 1) AS INTEGER),
        regexp_replace(text, '^民[國国]\d+年(\d{1,2})月(\d{1,2})日?', '-\1-\2')
    )
    WHEN date_order = 'dmy'
    THEN regexp_replace(
        regexp_replace(text, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})', '\3-\2-\1'),
        '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2})\b', '20\3-\2-\1'
    )
    WHEN date_order = 'mdy'
    THEN regexp_replace(
        regexp_replace(text, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})', '\3-\1-\2'),
        '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2})\b', '20\3-\1-\2'
    )
    ELSE text
END;

CREATE MACRO core.read_time(text, date_order) AS CASE
    WHEN regexp_matches(text, '^1\d{9}$') THEN epoch_ms(try_cast(text AS BIGINT) * 1000)
    WHEN regexp_matches(text, '^1\d{12}$') THEN epoch_ms(try_cast(text AS BIGINT))
    ELSE try_cast(core.iso_day(trim(core.half_width(text)), date_order) AS TIMESTAMP)
END;

CREATE MACRO core.read_date(text, date_order) AS try_cast(core.read_time(text, date_order) AS DATE);
