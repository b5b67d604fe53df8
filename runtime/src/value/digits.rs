//! From the digits of a number to a decimal or an integer.

use rust_decimal::Decimal;

/// Why a text is no decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Not a number.
    Malformed,
    /// A number beyond the range.
    Overflow,
}

const MAX_SCALE: i64 = 28;
/// Digits that may fit 96 bits.
const MAX_DIGITS: i64 = 29;
/// Digits that always fit 64 bits, where arithmetic is fast.
const WORD_DIGITS: usize = 19;
/// Digits of an integer of 128 bits.
const WHOLE_DIGITS: i64 = 39;
const MAX_MANTISSA: u128 = (1 << 96) - 1;

/// Reads a number by JSON's grammar (leading zeros allowed), rounding half to even what does not fit.
///
/// Linear in the length of the text whatever the exponent says.
pub(crate) fn parse(text: &str) -> Result<Decimal, Problem> {
    match short(text.as_bytes()) {
        Some(decimal) => Ok(decimal),
        None => long(text),
    }
}

/// Why a text is no integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whole {
    /// Not a number.
    Malformed,
    /// A number that is not whole.
    Fraction,
    /// An integer beyond 128 bits.
    Overflow,
}

/// Reads an integer by JSON's grammar of numbers (leading zeros allowed): `1.0`, `1e2`, `100e-2` and `-0` are ones.
///
/// Linear in the length of the text whatever the exponent says.
pub(crate) fn parse_whole(text: &str) -> Result<i128, Whole> {
    let literal = Literal::split(text.as_bytes()).ok_or(Whole::Malformed)?;
    let significant = || literal.digits().skip_while(|digit| *digit == b'0');
    let count = significant().count();
    let zeros = literal.fraction.iter().rev().chain(literal.integer.iter().rev()).take_while(|digit| **digit == b'0');
    let zeros = zeros.count().min(count);
    if count == 0 {
        return Ok(0);
    }
    // The digits without zeros at the end, and how many zeros belong there.
    let shift = literal.exponent - literal.fraction.len() as i64 + zeros as i64;
    let kept = count - zeros;
    if shift < 0 {
        return Err(Whole::Fraction);
    }
    if kept as i64 + shift > WHOLE_DIGITS {
        return Err(Whole::Overflow);
    }
    let mut digits = significant().take(kept).chain(std::iter::repeat_n(b'0', shift as usize));
    let value = digits.try_fold(0_i128, |value, digit| {
        let digit = i128::from(digit - b'0');
        value.checked_mul(10)?.checked_add(if literal.negative { -digit } else { digit })
    });
    value.ok_or(Whole::Overflow)
}

/// Nearly all numbers: few digits and no exponent. By itself it is little code, of which reading rows has much.
fn short(text: &[u8]) -> Option<Decimal> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if digits.len() > WORD_DIGITS {
        return None;
    }
    let mut word = 0_u64;
    let mut behind_point = None;
    for (place, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => word = word * 10 + u64::from(byte - b'0'),
            b'.' if behind_point.is_none() && place > 0 => behind_point = Some(place + 1),
            _ => return None,
        }
    }
    let scale = digits.len() - behind_point.unwrap_or(digits.len());
    if digits.is_empty() || (scale == 0 && behind_point.is_some()) {
        return None;
    }
    Some(Decimal::from_parts(word as u32, (word >> 32) as u32, 0, negative && word != 0, scale as u32))
}

#[cold]
fn long(text: &str) -> Result<Decimal, Problem> {
    let literal = Literal::split(text.as_bytes()).ok_or(Problem::Malformed)?;
    let scale = literal.fraction.len() as i64 - literal.exponent;
    let count = literal.integer.len() + literal.fraction.len();
    let (mantissa, scale) = if count <= WORD_DIGITS && (0..=MAX_SCALE).contains(&scale) {
        (u128::from(literal.word()), scale)
    } else if count as i64 <= MAX_SCALE && (0..=MAX_SCALE).contains(&scale) {
        (literal.digits().fold(0, push), scale)
    } else {
        literal.fit(scale)?
    };
    let (low, middle, high) = (mantissa as u32, (mantissa >> 32) as u32, (mantissa >> 64) as u32);
    Ok(Decimal::from_parts(low, middle, high, literal.negative && mantissa != 0, scale as u32))
}

fn push(mantissa: u128, digit: u8) -> u128 {
    mantissa * 10 + u128::from(digit - b'0')
}

struct Literal<'a> {
    negative: bool,
    integer: &'a [u8],
    fraction: &'a [u8],
    exponent: i64,
}

impl<'a> Literal<'a> {
    fn split(text: &'a [u8]) -> Option<Self> {
        let (negative, rest) = match text {
            [b'-', rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        let (integer, rest) = split_digits(rest)?;
        let (fraction, rest) = match rest {
            [b'.', rest @ ..] => split_digits(rest)?,
            rest => (&[][..], rest),
        };
        let exponent = match rest {
            [] => 0,
            [b'e' | b'E', b'-', rest @ ..] => -exponent(rest)?,
            [b'e' | b'E', b'+', rest @ ..] => exponent(rest)?,
            [b'e' | b'E', rest @ ..] => exponent(rest)?,
            _ => return None,
        };
        Some(Self { negative, integer, fraction, exponent })
    }

    fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        self.integer.iter().chain(self.fraction).copied()
    }

    /// The digits as a number; at most [`WORD_DIGITS`] of them.
    fn word(&self) -> u64 {
        let push = |word: u64, digit: &u8| word * 10 + u64::from(digit - b'0');
        self.fraction.iter().fold(self.integer.iter().fold(0, push), push)
    }

    /// Mantissa and scale for literals that are long or carry an exponent.
    fn fit(&self, scale: i64) -> Result<(u128, i64), Problem> {
        let significant = || self.digits().skip_while(|digit| *digit == b'0');
        let count = significant().count() as i64;
        if count == 0 {
            return Ok((0, scale.clamp(0, MAX_SCALE)));
        }
        if scale < 0 {
            if count - scale > MAX_DIGITS {
                return Err(Problem::Overflow);
            }
            let zeros = std::iter::repeat_n(b'0', -scale as usize);
            let mantissa = significant().chain(zeros).fold(0, push);
            return if mantissa > MAX_MANTISSA { Err(Problem::Overflow) } else { Ok((mantissa, 0)) };
        }
        let mut dropped = (scale - MAX_SCALE).max(count - MAX_DIGITS).max(0);
        // At most twice: 29 digits may not fit, 28 always do, and 27 nines that round up make 28 digits.
        while dropped <= scale {
            let mantissa = round(significant(), count - dropped);
            if mantissa <= MAX_MANTISSA {
                return Ok((mantissa, scale - dropped));
            }
            dropped += 1;
        }
        Err(Problem::Overflow)
    }
}

/// The first `keep` digits as a number, rounded half to even by the rest.
fn round(mut digits: impl Iterator<Item = u8>, keep: i64) -> u128 {
    if keep < 0 {
        return 0;
    }
    let mantissa = digits.by_ref().take(keep as usize).fold(0, push);
    let up = match digits.next() {
        Some(b'6'..=b'9') => true,
        Some(b'5') => mantissa % 2 == 1 || digits.any(|digit| digit != b'0'),
        _ => false,
    };
    mantissa + u128::from(up)
}

fn split_digits(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count > 0).then(|| text.split_at(count))
}

/// The value of an exponent; one that no literal in memory could balance is cut to a bound.
fn exponent(digits: &[u8]) -> Option<i64> {
    const BOUND: i64 = i64::MAX / 4;
    match split_digits(digits)? {
        (digits, []) => {
            Some(digits.iter().fold(0_i64, |value, digit| {
                value.saturating_mul(10).saturating_add(i64::from(digit - b'0')).min(BOUND)
            }))
        }
        _ => None,
    }
}

/// The shortest text that reads back as the same `f64`, if it is a number at all.
pub(crate) fn float_text(value: f64) -> Option<String> {
    value.is_finite().then(|| format!("{value:?}"))
}

/// An `f64` that is surely an integer: with more digits it might have been another one.
pub(crate) fn whole_float(value: f64) -> Option<i64> {
    const SURE: f64 = 9_007_199_254_740_992.0;
    (value.fract() == 0.0 && value.abs() < SURE).then_some(value as i64)
}
