-- A folded name in two parts. Chinese: one character of surname, or two of the old double surnames; else the last word.
-- Who writes it otherwise is found all the same, as names are compared crosswise and by their letters.
CREATE OR REPLACE TEMP MACRO is_han(name) AS regexp_full_match(name, '[\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{F900}-\x{FAFF}]+');

CREATE OR REPLACE TEMP MACRO surname_length(name) AS
CASE
    WHEN length(name) > 2 AND name[1:2] IN (
        '欧阳', '司马', '上官', '诸葛', '东方', '皇甫', '尉迟', '公孙', '慕容', '令狐', '夏侯', '司徒', '端木', '长孙', '南宫'
    ) THEN 2
    ELSE 1
END;

CREATE OR REPLACE TEMP MACRO surname_of(name) AS
CASE
    WHEN is_han(name) THEN left(name, surname_length(name))
    ELSE regexp_extract(name, '(\S+)\s*$', 1)
END;

CREATE OR REPLACE TEMP MACRO given_of(name) AS
CASE
    WHEN is_han(name) THEN substr(name, surname_length(name) + 1)
    ELSE trim(regexp_replace(name, '\S+\s*$', ''))
END;

-- A name's letters in the order of the alphabet: alike for all orders of words, and where letters changed places.
CREATE OR REPLACE TEMP MACRO letters_of(name) AS
nullif(array_to_string(list_sort(regexp_extract_all(name, '[\p{L}\p{N}]')), ''), '');

-- A name's parts as people write them one after the other.
CREATE OR REPLACE TEMP MACRO shown_name(record) AS
CASE
    WHEN record.is_han THEN concat(record.surname, record.given)
    ELSE nullif(concat_ws(' ', record.given, record.surname), '')
END;
