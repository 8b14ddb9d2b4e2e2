//! Names as a search compares them: in lower case and in simplified characters, so that 陈 finds 陳.

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use std::collections::BTreeMap;

/// The blocks that traditional forms stand in: CJK extension A, the unified ideographs, and their compatibility forms.
const IDEOGRAPHS: [std::ops::RangeInclusive<char>; 3] =
    ['\u{3400}'..='\u{4DBF}', '\u{4E00}'..='\u{9FFF}', '\u{F900}'..='\u{FAFF}'];

/// Folds texts character by character: a converter that knows phrases keeps the 乾 of 乾隆, and then the beginning of a
/// name would no longer be the beginning of the folded name.
pub(super) struct Folder {
    simplified: BTreeMap<char, char>,
}

impl Folder {
    /// With the dictionaries in the binary; without them, which no build is, only case is folded.
    pub(super) fn new() -> Folder {
        let converter = OpenCC::from_config(BuiltinConfig::T2s).ok();
        let simplified = converter.map(|converter| pairs(&converter)).unwrap_or_default();
        Folder { simplified }
    }

    pub(super) fn fold(&self, text: &str) -> String {
        text.to_lowercase().chars().map(|c| *self.simplified.get(&c).unwrap_or(&c)).collect()
    }

    /// All characters that have another, simplified form, and these forms, in the same order.
    pub(super) fn forms(&self) -> (String, String) {
        (self.simplified.keys().collect(), self.simplified.values().collect())
    }
}

fn pairs(converter: &OpenCC) -> BTreeMap<char, char> {
    let all = IDEOGRAPHS.into_iter().flatten();
    all.filter_map(|c| {
        let simplified = converter.convert(c.encode_utf8(&mut [0; 4])).chars().next()?;
        (simplified != c).then_some((c, simplified))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_lower_case_and_simplified_characters() {
        let folder = Folder::new();
        assert_eq!(folder.fold("陳美麗"), "陈美丽");
        assert_eq!(folder.fold("Ángela O'Brien"), "ángela o'brien");
        assert_eq!(folder.fold("乾隆"), folder.fold("乾") + "隆");
    }
}
