-- How two values compare: 0 where one is missing, 1 where they differ, then the closer the higher. 7 is the most: a level
-- takes three bits of a pair's pattern. What each level weighs is learnt; here is only what is worth telling apart.
-- Every CASE asks for equality first: it is cheap, and most candidates agree somewhere.

-- Belongs together or not, with no likeness between: a city, a gender, a system.
CREATE OR REPLACE TEMP MACRO compare_exact(a, b) AS
CASE
    WHEN a IS NULL OR b IS NULL THEN 0
    WHEN a = b THEN 2
    ELSE 1
END;

-- One slip: a character more, less, other, or two that changed places, as most typing errors are.
-- damerau_levenshtein is ten times as slow as levenshtein, and CASE, unlike OR, asks it only where it can matter.
CREATE OR REPLACE TEMP MACRO is_slip(a, b) AS
CASE
    WHEN abs(length(a) - length(b)) > 1 THEN FALSE
    WHEN levenshtein(a, b) > 2 THEN FALSE
    ELSE damerau_levenshtein(a, b) = 1
END;

-- A number or an address that someone typed. Of three characters a slip leaves too little.
CREATE OR REPLACE TEMP MACRO compare_code(a, b) AS
CASE
    WHEN a IS NULL OR b IS NULL THEN 0
    WHEN a = b THEN 3
    WHEN least(length(a), length(b)) > 3 AND is_slip(a, b) THEN 2
    ELSE 1
END;

-- Dates as YYYYMMDD: one slip, or day and month changed places; then two slips.
CREATE OR REPLACE TEMP MACRO compare_date(a, b) AS
CASE
    WHEN a IS NULL OR b IS NULL THEN 0
    WHEN a = b THEN 4
    WHEN is_slip(a, b) OR a = left(b, 4) || right(b, 2) || substr(b, 5, 2) THEN 3
    WHEN levenshtein(a, b) = 2 THEN 2
    ELSE 1
END;

-- Words of an address. `a_other` and `b_other` are of a field that this one is at times confused with, or NULL.
CREATE OR REPLACE TEMP MACRO compare_text(a, b, a_other, b_other) AS
CASE
    WHEN a IS NULL OR b IS NULL THEN 0
    WHEN a = b THEN 5
    WHEN a = b_other OR b = a_other THEN 4
    WHEN jaro_winkler_similarity(a, b) >= 0.92 THEN 3
    WHEN jaro_winkler_similarity(a, b) >= 0.8 THEN 2
    ELSE 1
END;

-- One part of a name is close to another: one slip in at least four letters, or nearly all letters in place.
CREATE OR REPLACE TEMP MACRO is_near(a, b) AS
CASE
    WHEN a = b OR jaro_winkler_similarity(a, b) >= 0.92 THEN TRUE
    WHEN least(length(a), length(b)) < 4 THEN FALSE
    ELSE is_slip(a, b)
END;

-- Names of people, in two parts. The parts are one field, as they go wrong together: who writes the surname first, or
-- a blank one letter too early, has both parts wrong, and two weights would count that one slip twice.
--   7 the same letters: equal, or in another order of words, or two letters or characters changed places
--   6 both parts are near, each to its own or crosswise
--   5 Chinese: all but one of at least three characters, as when one was heard and written otherwise
--   4 one part is equal, the other is missing
--   3 one part is equal, the other differs
--   2 one in Chinese characters, the other not: they cannot be compared as letters, so what it tells is learnt apart
CREATE OR REPLACE TEMP MACRO compare_name(l, r) AS
CASE
    WHEN l.letters IS NULL OR r.letters IS NULL THEN 0
    WHEN l.letters = r.letters THEN 7
    WHEN l.is_han <> r.is_han THEN 2
    WHEN l.is_han AND least(length(l.letters), length(r.letters)) > 2
        AND is_slip(concat(l.surname, l.given), concat(r.surname, r.given))
        THEN 5
    WHEN NOT l.is_han AND (
        (is_near(l.given, r.given) AND is_near(l.surname, r.surname))
        OR (is_near(l.given, r.surname) AND is_near(l.surname, r.given))
    )
        THEN 6
    WHEN l.given = r.given OR l.surname = r.surname
        THEN CASE WHEN coalesce(l.given <> r.given, l.surname <> r.surname) THEN 3 ELSE 4 END
    WHEN l.given = r.surname OR l.surname = r.given THEN 4
    ELSE 1
END;

-- How rare, in half bits, that is in which two names of that level agree. Of two spellings of one name the commoner counts,
-- as a slip makes any name rare.
CREATE OR REPLACE TEMP MACRO name_rarity(level, l, r) AS
CASE
    WHEN level = 7 THEN least(l.letters_rarity, r.letters_rarity)
    WHEN level NOT IN (3, 4) THEN 0
    WHEN l.given = r.given OR l.given = r.surname THEN l.given_rarity
    ELSE l.surname_rarity
END;
