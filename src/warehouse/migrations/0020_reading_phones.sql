-- Digits with what people write between them are phones that need no second look: no extension, no letters, no full width.
CREATE MACRO core.bare_phone(text) AS translate(text, ' ().-', '');

CREATE OR REPLACE MACRO core.read_phone(text) AS CASE
    WHEN regexp_full_match(text, '[1-9]\d{6,14}') THEN regexp_replace(text, '^86(1\d{10})$', '\1')
    WHEN regexp_full_match(text, '\(?\+?0?[1-9][-0-9 ().]*')
    THEN CASE
        WHEN length(ltrim(core.bare_phone(text), '+')) >= 7
        THEN regexp_replace(core.bare_phone(text), '^\+?86(1\d{10})$', '\1')
    END
    WHEN length(ltrim(core.phone_number(core.without_extension(text)), '+')) < 7 THEN NULL
    WHEN core.phone_extension(text) <> ''
    THEN core.phone_number(core.without_extension(text)) || ';ext=' || core.phone_extension(text)
    ELSE core.phone_number(text)
END;
