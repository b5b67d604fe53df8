//! Where a page begins, and what it says about the next.

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(Position);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Position {
    Start,
    /// Rows before the page, or the number of the page.
    Number(i64),
    Token(String),
}

impl Cursor {
    /// The page after this many rows.
    pub fn offset<N: Into<i64>>(rows: Option<N>) -> Self {
        Self(rows.map_or(Position::Start, |rows| Position::Number(rows.into())))
    }

    /// The page of this number.
    pub fn page<N: Into<i64>>(number: Option<N>) -> Self {
        Self::offset(number)
    }

    /// The page of this token.
    pub fn token<T: TokenSource>(token: T) -> Self {
        Self(token.into_token().map_or(Position::Start, Position::Token))
    }

    /// The rows before the page; a number too large for the type becomes its largest.
    pub fn to_offset<N: PageNumber>(&self) -> Option<N> {
        self.number().map(N::saturated)
    }

    /// The number of the page; a number too large for the type becomes its largest.
    pub fn to_page<N: PageNumber>(&self) -> Option<N> {
        self.to_offset()
    }

    /// The token of the page.
    pub fn to_token(&self) -> Option<String> {
        match &self.0 {
            Position::Token(token) => Some(token.clone()),
            Position::Start | Position::Number(_) => None,
        }
    }

    pub(crate) fn number(&self) -> Option<i64> {
        match self.0 {
            Position::Number(number) => Some(number),
            Position::Start | Position::Token(_) => None,
        }
    }

    /// The rows before the page, for a listing by offset; vendors take a negative offset for 0.
    pub(crate) fn rows_before(&self) -> i64 {
        self.number().unwrap_or(0).max(0)
    }
}

/// The integer types of offsets and page numbers.
pub trait PageNumber {
    /// The number, or the nearest of the type.
    fn saturated(number: i64) -> Self;
}

macro_rules! page_number {
    ($($type:ty),*) => {
        $(impl PageNumber for $type {
            fn saturated(number: i64) -> Self {
                Self::try_from(number).unwrap_or(if number < 0 { <$type>::MIN } else { <$type>::MAX })
            }
        })*
    };
}

page_number!(i8, i16, i32, i64, u8, u16, u32, u64);

/// What a token can be taken from.
pub trait TokenSource {
    /// The token; `None` for the first page.
    fn into_token(self) -> Option<String>;
}

impl TokenSource for Option<String> {
    fn into_token(self) -> Option<String> {
        self
    }
}

impl TokenSource for &Option<String> {
    fn into_token(self) -> Option<String> {
        self.clone()
    }
}

impl TokenSource for Option<&String> {
    fn into_token(self) -> Option<String> {
        self.cloned()
    }
}

impl TokenSource for Option<&str> {
    fn into_token(self) -> Option<String> {
        self.map(str::to_owned)
    }
}

/// What a page says about itself and the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageInfo {
    pub(crate) rows: usize,
    pub(crate) next_offset: Option<i64>,
    pub(crate) total: Option<i64>,
    pub(crate) next_token: Option<String>,
}

impl PageInfo {
    /// A page with this many rows.
    pub fn new(rows: usize) -> Self {
        Self { rows, ..Self::default() }
    }

    /// The offset of the next page, by the vendor.
    #[must_use]
    pub fn next_offset<N: TryInto<i64>>(mut self, offset: Option<N>) -> Self {
        self.next_offset = offset.map(|offset| offset.try_into().unwrap_or(i64::MAX));
        self
    }

    /// The number of rows in all pages, by the vendor.
    #[must_use]
    pub fn total<N: TryInto<i64>>(mut self, rows: Option<N>) -> Self {
        self.total = rows.map(|rows| rows.try_into().unwrap_or(i64::MAX));
        self
    }

    /// The token of the next page, by the vendor.
    #[must_use]
    pub fn next_token(mut self, token: Option<&str>) -> Self {
        self.next_token = token.filter(|token| !token.is_empty()).map(str::to_owned);
        self
    }
}

/// A page size, if it is not negative.
pub fn count<N: TryInto<u64>>(limit: Option<N>) -> Option<u64> {
    limit.and_then(|limit| limit.try_into().ok())
}
