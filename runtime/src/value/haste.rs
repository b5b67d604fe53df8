//! Whether numbers may be taken as `serde_json` reads them.
//!
//! It reads a number with a point or an exponent as an `f64`, which is another number where it has many digits. The text of
//! each integer could be asked for, but that takes longer. So replies are read in haste first: plain integers are taken as they
//! come, and where anything else is found for one of them, the reply is read once more by its digits.

use std::cell::Cell;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Numbers are read from their digits.
    Exact,
    /// Plain integers are taken as they come.
    Hasty,
    /// There was a number that is not plain.
    Missed,
}

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Exact) };
}

/// Sets the mode of this thread, and on its end what it was before.
struct Set(Mode);

impl Set {
    fn to(mode: Mode) -> Self {
        Self(MODE.replace(mode))
    }
}

impl Drop for Set {
    fn drop(&mut self) {
        MODE.set(self.0);
    }
}

/// Reads in haste, and once more if that has missed a number or failed: `serde_json` refuses numbers beyond an `f64` by itself.
pub(crate) fn in_haste<T, E>(read: impl Fn() -> Result<T, E>) -> Result<T, E> {
    let _before = Set::to(Mode::Hasty);
    let read_once = read();
    if read_once.is_ok() && MODE.get() == Mode::Hasty {
        return read_once;
    }
    drop(read_once);
    MODE.set(Mode::Exact);
    read()
}

/// Whether numbers may be taken as they come.
#[inline]
pub(crate) fn is_hasty() -> bool {
    MODE.get() != Mode::Exact
}

/// A number came that is not plain.
#[cold]
pub(crate) fn miss() {
    if is_hasty() {
        MODE.set(Mode::Missed);
    }
}
