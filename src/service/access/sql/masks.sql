-- What is left of a personal value. Empty values stay as they are: they tell of no one.
CREATE SCHEMA masked.mask;

CREATE MACRO masked.mask.text(text) AS CASE WHEN text <> '' THEN '***' ELSE text END;

-- Equal where the value is; nobody can tell the value from it without the word that it is mixed with.
CREATE MACRO masked.mask.key(text) AS CASE
    WHEN text <> '' THEN '~' || left(md5('/*salt*/' || text), 16)
    ELSE text
END;

CREATE MACRO masked.mask.name(text) AS CASE WHEN text <> '' THEN left(text, 1) || '**' ELSE text END;

-- Of an e-mail the first letter and the domain; of a phone the last four digits, and of what goes before them all but four.
CREATE MACRO masked.mask.contact(text) AS CASE
    WHEN contains(text, '@') THEN left(text, 1) || '***@' || split_part(text, '@', -1)
    WHEN strlen(split_part(text, ';', 1)) > 8
    THEN left(split_part(text, ';', 1), (strlen(split_part(text, ';', 1)) - 8)::INTEGER) || '****' || right(split_part(text, ';', 1), 4)
    WHEN text <> '' THEN '****'
    ELSE text
END;

CREATE MACRO masked.mask.message(text) AS regexp_replace(
    regexp_replace(text, '("[^"]*"|''[^'']*''|`[^`]*`)', '***', 'g'),
    '\S*(@|\d{5})\S*', '***', 'g'
);

-- Whether a column is known not to be personal.
CREATE MACRO masked.mask.is_harmless(table_name, column_name) AS
    (table_name, column_name) IN (
        SELECT (dictionary.table_name, dictionary.column_name)
        FROM /*file*/.ops.dictionary AS dictionary
        WHERE dictionary.sensitivity <> 'personal'
    );
