//! Members that errors have and the type of a reply does not know, noticed while it is read.

use std::cell::Cell;

use super::list_capacity::is_outside_of_lists;

/// Where errors stand in many an API.
pub(crate) const PLAIN_ERRORS: [&str; 6] = ["/error", "/errors", "/Error", "/Errors", "/code", "/message"];

/// Which of the [`PLAIN_ERRORS`] a reply has outside of its lists, and its type does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Undeclared(u8);

thread_local! {
    static UNDECLARED: Cell<Undeclared> = const { Cell::new(Undeclared(0)) };
}

impl Undeclared {
    /// Those that this thread has noticed since it was asked last.
    pub(crate) fn take() -> Self {
        UNDECLARED.take()
    }

    /// A member that its type does not know. Whatever else it is asked for is asked of the text.
    #[cold]
    pub(crate) fn note(name: &str) {
        if is_outside_of_lists()
            && let Some(place) = place(name)
        {
            UNDECLARED.set(Self(UNDECLARED.get().0 | 1 << place));
        }
    }

    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }

    pub(crate) fn has(self, name: &str) -> bool {
        place(name).is_some_and(|place| self.0 & 1 << place != 0)
    }
}

fn place(name: &str) -> Option<usize> {
    PLAIN_ERRORS.iter().position(|pointer| pointer[1..] == *name)
}
