use crate::jobs::{JobEvent, Progress};
use crate::service::{Event, News};
use std::borrow::Cow;

/// An event without what it may have taken from the data: what made a run fail may quote it.
pub(in crate::service) fn event_without_quotes(event: &Event) -> Cow<'_, Event> {
    match event {
        Event::Job(news) => match progress(&news.progress) {
            Some(progress) => Cow::Owned(Event::Job(JobEvent { progress, ..news.clone() })),
            None => Cow::Borrowed(event),
        },
        Event::News(news) => Cow::Owned(Event::News(news_without_quotes(news))),
        _ => Cow::Borrowed(event),
    }
}

fn progress(progress: &Progress) -> Option<Progress> {
    match progress {
        Progress::Failed { message, hint } => {
            Some(Progress::Failed { message: without_quotes(message), hint: hint.clone() })
        }
        Progress::Unsupported { message, hint } => {
            Some(Progress::Unsupported { message: without_quotes(message), hint: hint.clone() })
        }
        _ => None,
    }
}

pub(in crate::service) fn news_without_quotes(news: &News) -> News {
    match news {
        News::Failed { what, message } => News::Failed { what: what.clone(), message: without_quotes(message) },
        other => other.clone(),
    }
}

/// A message without what it may have taken from the data: what it quotes, numbers of five digits and more, and addresses. The
/// macro `mask.message` does the same.
pub(in crate::service) fn without_quotes(message: &str) -> String {
    let mut said = String::new();
    let mut rest = message;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let quote = &rest[at..=at];
        let Some(end) = rest[at + 1..].find(quote) else { break };
        said += &rest[..at];
        said += &format!("{quote}***{quote}");
        rest = &rest[at + end + 2..];
    }
    said += rest;
    said.split(' ').map(without_data).collect::<Vec<_>>().join(" ")
}

fn without_data(word: &str) -> &str {
    const DIGITS: usize = 5;
    let digits = word.chars().filter(char::is_ascii_digit).count();
    if word.contains('@') || digits >= DIGITS { "***" } else { word }
}

#[cfg(test)]
mod tests {
    use super::without_quotes;

    #[test]
    fn what_a_message_quotes_is_not_said() {
        assert_eq!(
            without_quotes("Conversion Error: Could not convert string '13800138000' to INT32"),
            "Conversion Error: Could not convert string '***' to INT32"
        );
        assert_eq!(without_quotes("duplicate key \"customer_key: 陈伟\" in 3 rows"), "duplicate key \"***\" in 3 rows");
        assert_eq!(without_quotes("no row a@b.example, nor +8613800138000"), "no row *** nor ***");
        assert_eq!(without_quotes("byte index 1 is inside '陈' of `陈伟`"), "byte index 1 is inside '***' of `***`");
        assert_eq!(without_quotes("it's not there"), "it's not there");
    }
}
