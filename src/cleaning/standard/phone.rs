use phonenumber::{Mode, country};

/// Reads phones as people of a region write them.
pub struct Phones {
    region: Option<country::Id>,
}

/// What stands before an extension.
const EXTENSIONS: [&str; 8] = [";ext=", "转", "轉", "分机", "分機", "ext.", "ext", "#"];

/// Calling codes that are told from their digits alone, where a plus was lost: the mainland, Hong Kong, Macau, Taiwan. People
/// of a region write a zero before an area code, so 852… is no landline of the mainland.
const NEIGHBOURS: [&str; 4] = ["86", "852", "853", "886"];

impl Phones {
    pub fn of(region: &str) -> Phones {
        Phones { region: region.parse().ok() }
    }

    /// A valid number as E.164 (ITU-T, 2010), with an extension behind it as RFC 3966 has it; none where it is not valid.
    pub fn e164(&self, text: &str) -> Option<String> {
        let text = super::text::trimmed(&super::text::half_width(text)).to_lowercase();
        let found = EXTENSIONS.iter().find_map(|sign| text.split_once(sign));
        let (number, extension) = found.map_or((text.as_str(), None), |(number, extension)| (number, Some(extension)));
        let number = with_plus(number).or_else(|| valid(self.region, number))?;
        match extension.map(|digits| digits.trim_matches(|c: char| !c.is_ascii_digit())) {
            None => Some(number),
            Some(digits) if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) => {
                Some(format!("{number};ext={digits}"))
            }
            Some(_) => None,
        }
    }
}

fn with_plus(number: &str) -> Option<String> {
    let digits = number.strip_prefix("00").unwrap_or(number);
    let is_known = NEIGHBOURS.iter().any(|code| digits.starts_with(code));
    if is_known { valid(None, &format!("+{digits}")) } else { None }
}

fn valid(region: Option<country::Id>, number: &str) -> Option<String> {
    let number = phonenumber::parse(region, number).ok().filter(phonenumber::is_valid)?;
    Some(number.format().mode(Mode::E164).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn all(region: &str, pairs: &[(&str, &str)]) {
        let phones = Phones::of(region);
        for (text, expected) in pairs {
            assert_eq!(phones.e164(text).unwrap_or_default(), *expected, "{text}");
            if !expected.is_empty() {
                assert_eq!(phones.e164(expected).as_deref(), Some(*expected), "{expected} is in its form");
            }
        }
    }

    #[test]
    fn mainland_mobiles_and_landlines() {
        all(
            "CN",
            &[
                ("13800138000", "+8613800138000"),
                ("138 0013-8000", "+8613800138000"),
                ("+86 138 0013 8000", "+8613800138000"),
                ("8613800138000", "+8613800138000"),
                ("0086 13800138000", "+8613800138000"),
                ("１３８００１３８０００", "+8613800138000"),
                ("010-62345678", "+861062345678"),
                ("01062345678", "+861062345678"),
                ("(021) 6234 5678", "+862162345678"),
                ("0755-26001234", "+8675526001234"),
                ("010-62345678转801", "+861062345678;ext=801"),
                ("02162345678;ext=12", "+862162345678;ext=12"),
                ("400-810-0000", "+864008100000"),
            ],
        );
    }

    #[test]
    fn the_neighbours_numbers_keep_their_country() {
        all(
            "CN",
            &[
                ("+886 912 345 678", "+886912345678"),
                ("886912345678", "+886912345678"),
                ("+886 2 2345 6789", "+886223456789"),
                ("+852 9123 4567", "+85291234567"),
                ("85291234567", "+85291234567"),
            ],
        );
        all(
            "TW",
            &[
                ("0912-345-678", "+886912345678"),
                ("(02) 2345-6789", "+886223456789"),
                ("+8613800138000", "+8613800138000"),
            ],
        );
        all("HK", &[("9123 4567", "+85291234567"), ("2345 6789", "+85223456789")]);
    }

    #[test]
    fn what_is_no_valid_number_is_not_read() {
        all("CN", &[("12345678", ""), ("1380013800", ""), ("00000000000", ""), ("12345678901", ""), ("none", "")]);
    }
}
