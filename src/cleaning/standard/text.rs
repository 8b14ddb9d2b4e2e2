//! Names, addresses, e-mails and other words.

use crate::config::LetterCase;
use unicode_normalization::UnicodeNormalization;

/// White space at the ends goes, and what is between words becomes one blank; so does the full-width blank. Characters that
/// take no room, such as a byte order mark, go wherever they stand.
pub fn trimmed(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')).collect();
    visible
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Unicode's compatibility composition, NFKC (Unicode Standard Annex 15).
pub fn half_width(text: &str) -> String {
    text.nfkc().collect()
}

pub fn cased(text: &str, case: LetterCase) -> String {
    match case {
        LetterCase::Upper => text.to_uppercase(),
        LetterCase::Lower => text.to_lowercase(),
        LetterCase::Title => titled(text),
    }
}

/// Every word begins with a capital, also after a hyphen and after a single letter's apostrophe, as in O'Brien.
fn titled(text: &str) -> String {
    let mut titled = String::with_capacity(text.len());
    let mut letters = 0;
    for c in text.chars() {
        let begins = letters == 0 && c.is_alphabetic();
        if begins {
            titled.extend(c.to_uppercase())
        } else {
            titled.extend(c.to_lowercase())
        }
        letters = match c {
            '\'' | '’' if letters == 1 => 0,
            '\'' | '’' => letters + 1,
            _ if c.is_alphabetic() => letters + 1,
            _ => 0,
        };
    }
    titled
}

/// Lower case, without what mail programs put around an address; none where it is no address.
pub fn email(text: &str) -> Option<String> {
    let text = trimmed(&half_width(text)).to_lowercase();
    let text = text.strip_prefix("mailto:").unwrap_or(&text);
    let text = text.trim_matches(|c: char| matches!(c, '<' | '>' | '"' | '\'' | ',' | ';' | '.' | ' '));
    let (name, domain) = text.split_once('@')?;
    let is_domain = domain.contains('.') && !domain.starts_with('.') && !domain.contains(['@', ' ']);
    (is_domain && !name.is_empty() && !name.contains(' ')).then(|| text.to_owned())
}

/// No blanks within Chinese, no marks around it, one sign between the parts of a foreign name; and where a Latin name of
/// several words is all in capitals or in small letters, each word begins with a capital.
pub fn name(text: &str) -> String {
    let text = without_gaps(&trimmed(text), is_han);
    let text: String = text.chars().map(|c| if matches!(c, '•' | '・' | '‧' | '⋅') { '·' } else { c }).collect();
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '"' | '，' | '；' | '、' | '。' | '·' | '*')
    });
    let is_lone = text.split_whitespace().nth(1).is_none();
    let has = |is: fn(char) -> bool| text.chars().any(is);
    let is_one_case = has(char::is_alphabetic) && (has(char::is_uppercase) != has(char::is_lowercase));
    if is_one_case && !is_lone && !text.chars().any(is_han) { titled(text) } else { text.to_owned() }
}

/// Half width, no blanks within Chinese or between it and digits, a blank after a comma between Latin words, plain hyphens.
pub fn address(text: &str) -> String {
    let text = trimmed(&half_width(text));
    let text: String =
        text.chars().map(|c| if matches!(c, '‐' | '‑' | '–' | '—' | '−' | '－') { '-' } else { c }).collect();
    let text = without_gaps(&text, |c| is_han(c) || c.is_ascii_digit());
    let mut written = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if matches!(c, ',' | '、') {
            while written.ends_with(' ') {
                written.pop();
            }
            while characters.next_if_eq(&' ').is_some() {}
            let is_chinese =
                written.chars().last().is_some_and(is_han) || characters.peek().is_some_and(|c| is_han(*c));
            written.push_str(if is_chinese || characters.peek().is_none() { "," } else { ", " });
        } else {
            written.push(c);
        }
    }
    written.trim_matches(|c: char| c == ',' || c.is_whitespace()).to_owned()
}

/// A blank goes where a Chinese character stands on one side of it, and one of the kind on the other.
fn without_gaps(text: &str, kind: impl Fn(char) -> bool) -> String {
    let characters: Vec<char> = text.chars().collect();
    let is_gap = |at: usize| {
        let (before, after) = (characters[at - 1], characters[at + 1]);
        kind(before) && kind(after) && (is_han(before) || is_han(after))
    };
    let is_inside = |at: usize| at > 0 && at + 1 < characters.len();
    let stays = |at: &usize| !(characters[*at] == ' ' && is_inside(*at) && is_gap(*at));
    (0..characters.len()).filter(stays).map(|at| characters[at]).collect()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn all(form: impl Fn(&str) -> String, pairs: &[(&str, &str)]) {
        for (text, expected) in pairs {
            assert_eq!(form(text), *expected, "{text}");
            assert_eq!(form(expected), *expected, "{expected} is in its form");
        }
    }

    #[test]
    fn white_space_is_one_blank_between_words() {
        all(
            trimmed,
            &[("  a\t b\u{3000}c ", "a b c"), ("\u{FEFF}上海\u{200B}", "上海"), ("上海\u{A0}", "上海"), (" ", "")],
        );
    }

    #[test]
    fn full_width_becomes_half_width() {
        all(half_width, &[("ＡＢｃ１２３", "ABc123"), ("ｶﾞﾗｽ", "ガラス"), ("㎏", "kg"), ("①", "1"), ("上海", "上海")]);
    }

    #[test]
    fn words_begin_with_capitals() {
        let title = |text: &str| cased(text, LetterCase::Title);
        all(
            title,
            &[("JOHN O'BRIEN-SMITH", "John O'Brien-Smith"), ("it's", "It's"), ("上海 shanghai", "上海 Shanghai")],
        );
        assert_eq!(cased("cn", LetterCase::Upper), "CN");
        assert_eq!(cased("Straße", LetterCase::Lower), "straße");
    }

    #[test]
    fn names_of_people() {
        all(
            name,
            &[
                ("王 小明", "王小明"),
                ("王　小明，", "王小明"),
                ("JOHN SMITH", "John Smith"),
                ("anna maria o'hara", "Anna Maria O'Hara"),
                ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
                ("Ana María de la Cruz", "Ana María de la Cruz"),
                ("xiaoming88", "xiaoming88"),
                ("DAVID", "DAVID"),
                ("王 David", "王 David"),
            ],
        );
    }

    #[test]
    fn addresses() {
        all(
            address,
            &[
                ("南京 路１００ 号", "南京路100号"),
                ("台北市信義區市府路1號－2", "台北市信義區市府路1號-2"),
                ("12 Main St ,  Springfield", "12 Main St, Springfield"),
                ("上海市， 浦东新区", "上海市,浦东新区"),
            ],
        );
    }

    #[test]
    fn e_mails() {
        let read = |text: &str| email(text).unwrap_or_default();
        all(
            read,
            &[
                (" Mei@Example.COM ", "mei@example.com"),
                ("mailto:a.b@c.de", "a.b@c.de"),
                ("<a@b.cn>;", "a@b.cn"),
                ("ａ＠ｂ．ｃｏｍ", "a@b.com"),
            ],
        );
        for text in ["a@b", "a b@c.de", "@c.de", "a@@c.de", "none"] {
            assert_eq!(email(text), None, "{text}");
        }
    }
}
