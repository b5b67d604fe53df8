//! What generated code implements, and what it gets for it.

use crate::call::Call;
use crate::call::decode::ReplyBody;
use crate::call::request::{ACCEPTED, RequestWriter};
use crate::client::options::Context;
use crate::descriptors::OperationSpec;
use crate::error::Error;

/// One call of one operation: its parameters, and how its reply is read.
pub trait Operation: Clone + Send + 'static {
    /// The whole body of a successful reply.
    type Reply: ReplyBody;
    /// What the call gives.
    type Output: Send + 'static;

    /// What the spec says about the operation.
    const SPEC: &'static OperationSpec;

    /// The media types of the reply, as the `accept` header says them.
    const ACCEPT: &'static str = ACCEPTED;

    /// The setters of the credentials that go with it; `None` for all that the client has.
    const SECURITY: Option<&'static [&'static str]> = None;

    /// The client, and the options of this call.
    fn context(&self) -> &Context;

    /// The client, and the options of this call.
    fn context_mut(&mut self) -> &mut Context;

    /// Writes the parameters and the body.
    fn write(&self, request: &mut RequestWriter);

    /// What the reply shows of the outcome: its flag says no, or it says yes or its content leaves no doubt. `None` if neither is
    /// certain; the body is then looked at for its flag, an error, and the [evidence](OperationSpec::evidence).
    fn succeeded(reply: &Self::Reply) -> Option<bool>;

    /// What the call gives; `None` if it is missing.
    fn output(reply: Self::Reply) -> Option<Self::Output>;
}

/// What a flag shows of the outcome, with the content that a success has: without any, a promise alone shows nothing.
pub fn shown(flag: Option<bool>, has_content: bool) -> Option<bool> {
    flag.filter(|promised| !promised || has_content)
}

/// The request of an operation.
pub(crate) fn call_of<Op: Operation>(operation: &Op) -> Result<Call, Error> {
    let mut writer = RequestWriter::new(Op::SPEC);
    writer.accept(Op::ACCEPT);
    writer.allow(Op::SECURITY);
    operation.write(&mut writer);
    writer.finish(operation.context())
}

/// Sends the operation and reads its reply.
///
/// # Errors
/// Anything that [`Error`] tells apart.
// Not an `async fn`, whose future would hold the operation as well, and twice.
pub fn send<Op: Operation>(operation: Op) -> impl Future<Output = Result<Op::Output, Error>> + Send {
    let call = call_of(&operation);
    async move {
        match call {
            Ok(ref call) => call.run(Call::read::<Op>).await.map(|(output, _)| output),
            Err(error) => Err(error),
        }
    }
}

/// Adds to an operation what all of them share, however they are sent.
///
/// All of it is `#[inline]`, as is what leads to whole types in what is generated: so it is compiled where an operation is called,
/// and not for each of a thousand that a crate has.
#[doc(hidden)]
#[macro_export]
macro_rules! call_methods {
    ($operation:ident) => {
        impl $operation {
            /// Sets the options of this call: a timeout, more headers.
            #[inline]
            pub fn options(mut self, options: $crate::CallOptions) -> Self {
                $crate::Operation::context_mut(&mut self).set_options(options);
                self
            }

            /// Keeps the body as it was received beside what is read from it. Always one request, however many records are in it.
            #[inline]
            pub fn keep_raw(self) -> $crate::KeepRaw<Self> {
                $crate::KeepRaw::new(self)
            }
        }
    };
}

/// Adds to an operation what it takes to send it.
#[doc(hidden)]
#[macro_export]
macro_rules! operation_methods {
    ($operation:ident) => {
        $crate::call_methods!($operation);

        impl $operation {
            /// Sends the request.
            ///
            /// # Errors
            /// The request cannot be written or sent, no reply comes, the vendor says that the operation failed, or the reply
            /// cannot be read.
            #[inline]
            pub fn send(
                self,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<<Self as $crate::Operation>::Output, $crate::Error>,
            > + ::core::marker::Send {
                $crate::send(self)
            }
        }

        $crate::when_blocking! {
            impl $operation {
                /// As [`send`](Self::send), waiting on this thread.
                ///
                /// # Errors
                /// Those of [`send`](Self::send), and a call from inside a task of a tokio runtime, which it would hold up: nothing
                /// is sent then. Inside `spawn_blocking` and `block_in_place` it is in order.
                #[inline]
                pub fn send_blocking(
                    self,
                ) -> ::core::result::Result<<Self as $crate::Operation>::Output, $crate::Error> {
                    $crate::send_blocking(self)
                }
            }
        }
    };
}
