//! Which failures are worth another attempt.

use crate::descriptors::{OperationSpec, Safety};
use crate::error::{Error, Processed};

/// Whether a call of the operation that failed in this way may be tried again.
pub(crate) fn may_repeat(spec: &OperationSpec, error: &Error) -> bool {
    if error.code().is_final {
        return false;
    }
    if error.is_rate_limited() {
        return true;
    }
    match spec.safety {
        Safety::Write => error.is_transient() && error.is_transport() && error.processed() == Processed::No,
        Safety::Read | Safety::Idempotent => {
            let passing = match error.status() {
                None => error.is_transient(),
                Some(status) if status.is_success() => error.is_transient(),
                // The status is the answer, whatever became of the body.
                Some(status) => status.is_server_error() || status == 408 || status == 429,
            };
            passing || error.code().is_passing
        }
    }
}
