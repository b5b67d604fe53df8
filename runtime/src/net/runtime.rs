//! Which async runtime polls.

/// The runtime that polls this thread's futures: sockets and timers that open here live in it, and stand still when it does.
///
/// Only those of tokio are told apart (feature `reqwest`), whatever transport a client has; that of blocking calls is one of
/// them. What no runtime of tokio polls is all of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Runtime(#[cfg(feature = "reqwest")] Option<tokio::runtime::Id>);

impl Runtime {
    pub(crate) fn current() -> Self {
        Self(
            #[cfg(feature = "reqwest")]
            tokio::runtime::Handle::try_current().ok().map(|handle| handle.id()),
        )
    }
}
