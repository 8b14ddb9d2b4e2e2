//! Tells whether the first record names the columns.

/// Words that head columns and seldom stand in them, in the languages that the files come in.
const KNOWN: &str = "\
    id name date time datetime email e-mail phone mobile tel address city country amount price quantity qty total product \
    sku category customer order channel store gender age birthday status type score rating comment description title label \
    value path 编号 編號 姓名 名称 名稱 日期 时间 時間 邮箱 郵箱 电话 電話 手机 手機 地址 城市 金额 金額 价格 價格 数量 數量 商品 类别 類別 \
    客户 客戶 订单号 訂單編號 渠道 门店 門市";

/// A name is short; what is longer is prose.
const LONGEST_NAME: usize = 40;

/// Rows of one width each; the first of them is the header, or is not.
pub(super) fn is_header(rows: &[Vec<String>]) -> bool {
    let Some((first, rest)) = rows.split_first() else { return false };
    let names: Vec<&str> = first.iter().map(|name| name.trim()).collect();
    if !are_names(&names) {
        return false;
    }
    if names.iter().any(|name| is_known(name)) {
        return true;
    }
    let rest: Vec<&Vec<String>> = rest.iter().filter(|row| row.len() == first.len()).take(200).collect();
    if recurs(&names, &rest) {
        return false;
    }
    // Text over text says nothing; names that are all there and all different then weigh more, unless there is but one.
    differs_below(names.len(), &rest) || (names.len() > 1 && !rest.is_empty() && !is_ragged(first.len(), rows))
}

/// Non-empty text, each different from the others; the last may be empty, as after a delimiter at the end of each line.
fn are_names(names: &[&str]) -> bool {
    let filled: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
    let mut different = filled.clone();
    different.sort_unstable();
    different.dedup();
    let most = filled.len() * 2 > names.len();
    most && different.len() * 2 > filled.len() && filled.iter().all(|name| is_name(name))
}

fn is_name(text: &str) -> bool {
    text.chars().count() <= LONGEST_NAME && !is_value(text) && text.chars().any(char::is_alphabetic)
}

/// A number, date, time, amount, phone number or e-mail address: what stands in columns.
fn is_value(text: &str) -> bool {
    let bare = text.trim_matches(['$', '¥', '￥', '€', '£', '%', ' ']);
    let is_part = |c: char| {
        c.is_ascii_digit()
            || matches!(c, '.' | ',' | '-' | '/' | ':' | '+' | ' ' | 'T' | 'Z' | 'e' | 'E' | '年' | '月' | '日')
    };
    let numeric =
        bare.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) && bare.chars().all(is_part);
    numeric || text.contains('@')
}

fn is_known(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_word = |word: &str| !word.is_empty() && KNOWN.split_whitespace().any(|known| known == word);
    is_word(&name) || (name.contains('_') && name.split('_').any(is_word))
}

/// Whether a name stands again in its column, as values do.
fn recurs(names: &[&str], rows: &[&Vec<String>]) -> bool {
    let again = |at: usize, name: &str| !name.is_empty() && rows.iter().any(|row| row[at].trim() == name);
    names.iter().enumerate().any(|(at, name)| again(at, name))
}

/// Whether some column is values throughout, below what is not one.
fn differs_below(columns: usize, rows: &[&Vec<String>]) -> bool {
    (0..columns).any(|at| {
        let mut filled = rows.iter().map(|row| row[at].trim()).filter(|text| !text.is_empty()).peekable();
        filled.peek().is_some() && filled.all(is_value)
    })
}

fn is_ragged(width: usize, rows: &[Vec<String>]) -> bool {
    rows.iter().filter(|row| row.len() != width).count() * 4 > rows.len()
}
