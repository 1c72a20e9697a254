//! Well-known text as a tree of keywords, each with texts, numbers and further keywords in brackets.

/// How deep keywords may stand in one another; ten are common.
const DEEPEST: usize = 64;

/// A keyword and what stands in its brackets.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    /// In capital letters.
    pub(super) keyword: String,
    items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq)]
enum Item {
    Text(String),
    Number(f64),
    /// A word without brackets, such as the direction of an axis.
    Word,
    Node(Node),
}

impl Node {
    /// The first text.
    pub(super) fn text(&self) -> Option<&str> {
        self.items.iter().find_map(|item| if let Item::Text(text) = item { Some(text.as_str()) } else { None })
    }

    /// Its numbers, without those of further keywords.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> {
        self.items.iter().filter_map(|item| if let Item::Number(number) = item { Some(*number) } else { None })
    }

    pub(super) fn number(&self, position: usize) -> Option<f64> {
        self.numbers().nth(position)
    }

    fn nodes(&self) -> impl Iterator<Item = &Self> {
        self.items.iter().filter_map(|item| if let Item::Node(node) = item { Some(node) } else { None })
    }

    /// All keywords of one name that stand in it directly.
    pub(super) fn children(&self, keyword: &str) -> impl Iterator<Item = &Self> {
        self.nodes().filter(move |node| node.keyword == keyword)
    }

    /// The first keyword of some names that stands in it directly.
    pub(super) fn child(&self, keywords: &[&str]) -> Option<&Self> {
        self.nodes().find(|node| keywords.contains(&node.keyword.as_str()))
    }

    /// The first keyword of some names: itself, or one at any depth.
    pub(super) fn find(&self, keywords: &[&str]) -> Option<&Self> {
        if keywords.contains(&self.keyword.as_str()) { Some(self) } else { self.nodes().find_map(|node| node.find(keywords)) }
    }
}

/// The tree of a text.
///
/// # Errors
/// In words, where it is none.
pub(super) fn parsed(text: &str) -> Result<Node, String> {
    let mut reader = Reader(text.trim());
    match reader.item(0)? {
        Item::Node(node) if reader.0.trim().is_empty() => Ok(node),
        _ => Err("is no well-known text".to_owned()),
    }
}

/// What is still to be read.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn item(&mut self, depth: usize) -> Result<Item, String> {
        self.0 = self.0.trim_start();
        if self.0.starts_with('"') {
            return self.quoted().map(Item::Text);
        }
        let end = self.0.find(|letter: char| "[](),\"".contains(letter) || letter.is_whitespace()).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest.trim_start();
        if self.0.starts_with(['[', '(']) {
            return self.items(depth).map(|items| Item::Node(Node { keyword: word.to_uppercase(), items }));
        }
        match word.parse() {
            _ if word.is_empty() => Err(self.unexpected()),
            Ok(number) => Ok(Item::Number(number)),
            Err(_) => Ok(Item::Word),
        }
    }

    /// What stands in the brackets that come next.
    fn items(&mut self, depth: usize) -> Result<Vec<Item>, String> {
        if depth == DEEPEST {
            return Err(format!("holds well-known text of more than {DEEPEST} brackets in one another"));
        }
        let mut items = Vec::new();
        loop {
            self.0 = &self.0[1..];
            items.push(self.item(depth + 1)?);
            self.0 = self.0.trim_start();
            match self.0.chars().next() {
                Some(',') => {}
                Some(']' | ')') => {
                    self.0 = &self.0[1..];
                    return Ok(items);
                }
                _ => return Err(self.unexpected()),
            }
        }
    }

    /// A text in quotation marks, in which two of them stand for one.
    fn quoted(&mut self) -> Result<String, String> {
        let mut text = String::new();
        let mut rest = &self.0[1..];
        loop {
            let end = rest.find('"').ok_or("holds well-known text that ends within quotation marks")?;
            text.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('"') {
                Some(further) => {
                    text.push('"');
                    rest = further;
                }
                None => break,
            }
        }
        self.0 = rest;
        Ok(text)
    }

    fn unexpected(&self) -> String {
        match self.0.chars().next() {
            Some(letter) => format!("is no well-known text: found `{letter}`, expected an item or the end of its brackets"),
            None => "holds well-known text that ends within brackets".to_owned(),
        }
    }
}
