//! Tells GB18030 from Big5 on texts as short as one name.
//!
//! Nearly every pair of bytes of the one is a character of the other, but seldom a common one. So both readings are weighed:
//! by the part of the code table that each pair falls in (both put everyday characters first and rare ones behind), and by
//! whether the characters are among those that most of Chinese text, and most of what stands in shops' tables, is made of.

use std::collections::HashSet;

use encoding_rs::{BIG5, Encoding, GB18030};

/// Everyday characters that both scripts write alike.
const SHARED: &str = "的一是不了在人有我他中大上和到地下出可也你生能而子那得于着自之年成作要用心本去行力学方多如之前所\
法十三二四五六七八九百千月日分小手天高文老已使其名正外少平同水工公司北南西京海江山河安明金新全真全先信由合家手美好食品味快\
付款送店客姓名性女男地址市省路街道型色量元件包份折女士先生王李周吴林黄徐胡朱高何郭罗梁宋唐曹曾彭蔡潘董袁余杜丁沈任姚石";
/// What a simplified text shows and a traditional one does not.
const SIMPLIFIED: &str = "这个们来为国会时说对过发还没给问么样从进动经现实见长开关间无话边书门马车电东风飞号码单价钱买卖\
购员户网级类费额总销产类备订货运储区县乡镇广州陈张刘杨赵吴孙许邓冯韩郑谢苏叶卢贾钟陆谭邹万钱汤黎贺龙顾龚严华红兰丽静强军\
艳娟杰涛刚娜敏晓华桂凤玉莲梅琴云满亲热点凉汤鸡鱼饭虽个让谁请谢认识语读师医药岁图饮";
/// What a traditional text shows and a simplified one does not.
const TRADITIONAL: &str = "這個們來為國會時說對過發還沒給問麼樣從進動經現實見長開關間無話邊書門馬車電東風飛號碼單價錢買賣\
購員戶網級類費額總銷產類備訂貨運儲區縣鄉鎮廣州陳張劉楊趙吳孫許鄧馮韓鄭謝蘇葉盧賈鍾陸譚鄒萬錢湯黎賀龍顧龔嚴華紅蘭麗靜強軍\
豔娟傑濤剛娜敏曉華桂鳳玉蓮梅琴雲滿親熱點涼湯雞魚飯雖個讓誰請謝認識語讀師醫藥歲圖飲臺灣黃編鍵";

const MALFORMED: i64 = -12;
const COMMON: i64 = 4;

pub(super) struct Verdict {
    pub encoding: &'static Encoding,
    /// Whether the characters are common ones for the most part, which accented letters, taken in pairs, never are.
    pub is_likely: bool,
}

pub(super) fn weigh(bytes: &[u8]) -> Verdict {
    let pairs = (bytes.iter().filter(|byte| !byte.is_ascii()).count() as i64 / 2).max(1);
    let simplified = weight(GB18030, SIMPLIFIED, bytes, gb_place);
    let traditional = weight(BIG5, TRADITIONAL, bytes, big5_place);
    let (encoding, weight) = if traditional > simplified { (BIG5, traditional) } else { (GB18030, simplified) };
    Verdict { encoding, is_likely: weight * 2 >= pairs * 3 }
}

fn weight(encoding: &'static Encoding, common: &str, bytes: &[u8], place: fn(u8, u8) -> i64) -> i64 {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let known: HashSet<char> = SHARED.chars().chain(common.chars()).collect();
    let common = text.chars().filter(|c| known.contains(c)).count() as i64;
    let malformed = text.matches('\u{fffd}').count() as i64;
    let places: i64 = pairs(bytes).map(|(lead, trail)| place(lead, trail)).sum();
    common * COMMON + malformed * MALFORMED + places
}

/// The double-byte characters among the bytes.
fn pairs(bytes: &[u8]) -> impl Iterator<Item = (u8, u8)> {
    let mut rest = bytes.iter().copied();
    std::iter::from_fn(move || {
        let lead = rest.by_ref().find(|byte| !byte.is_ascii())?;
        Some((lead, rest.next()?))
    })
}

/// GB2312 has its common characters from B0A1, its rare ones from D8A1; what GBK adds is rarer still.
fn gb_place(lead: u8, trail: u8) -> i64 {
    match (lead, trail) {
        (0xa1 | 0xa3, 0xa1..) => 2,
        (0xb0..=0xd7, 0xa1..) => 2,
        (0xd8..=0xf7, 0xa1..) => -1,
        _ => -3,
    }
}

/// Big5 has its common characters from A440, its rare ones from C940.
fn big5_place(lead: u8, _: u8) -> i64 {
    match lead {
        0xa1 => 2,
        0xa4..=0xc6 => 2,
        0xc9..=0xf9 => -1,
        _ => -3,
    }
}
