use crate::config::Script;
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// Writes Chinese in the other characters, phrase by phrase: which form 发 has depends on the word that it stands in.
pub struct Converter(Option<OpenCC>);

impl Converter {
    /// With the dictionaries in the binary; without them, which no build is, texts stay.
    pub fn to(script: Script) -> Converter {
        let dictionary = match script {
            Script::Simplified => BuiltinConfig::T2s,
            Script::Traditional => BuiltinConfig::S2t,
        };
        Converter(OpenCC::from_config(dictionary).ok())
    }

    pub fn convert(&self, text: &str) -> String {
        self.0.as_ref().map_or_else(|| text.to_owned(), |converter| converter.convert(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_in_the_other_characters() {
        let simplified = Converter::to(Script::Simplified);
        assert_eq!(simplified.convert("陳美麗，臺北 ABC"), "陈美丽，台北 ABC");
        let traditional = Converter::to(Script::Traditional);
        assert_eq!(traditional.convert("头发与发展"), "頭髮與發展");
        assert_eq!(traditional.convert("頭髮"), "頭髮");
    }
}
