//! What the builders of all vendors have in common.

/// Adds to a vendor's builder the settings that all vendors share, and `build`.
#[doc(hidden)]
#[macro_export]
macro_rules! client_builder_methods {
    ($builder:ident, $client:ident) => {
        impl $builder {
            /// Replaces scheme and host of the documented server, as in `http://127.0.0.1:8080`; a path goes before the
            /// documented one, which stays. Server variables in the replaced part need not be set.
            pub fn base_url(mut self, url: impl ::core::convert::Into<::std::string::String>) -> Self {
                self.config.base_url(url.into());
                self
            }

            /// Sends a header with every request.
            pub fn header(
                mut self,
                name: impl ::core::convert::Into<::std::string::String>,
                value: impl ::core::convert::Into<::std::string::String>,
            ) -> Self {
                self.config.header(name.into(), value.into());
                self
            }

            /// Sends a header with every request; its value is never shown. One of 1 to 3 bytes is, wherever a text of the server
            /// has it: it stands in every other text.
            pub fn secret_header(
                mut self,
                name: impl ::core::convert::Into<::std::string::String>,
                value: impl ::core::convert::Into<$crate::SecretString>,
            ) -> Self {
                self.config.secret_header(name.into(), value.into());
                self
            }

            /// Replaces the `user-agent`.
            pub fn user_agent(mut self, user_agent: impl ::core::convert::Into<::std::string::String>) -> Self {
                self.config.user_agent(user_agent.into());
                self
            }

            /// The time for each attempt, from the first byte sent to the last received. Default: 60 seconds.
            pub fn timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.config.timeout(timeout);
                self
            }

            /// How often a call is tried, and how long it may take in all. Default: 4 attempts in at most 120 seconds.
            pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
                self.config.retry(policy);
                self
            }

            /// The quota to keep, for all operations together and shared by clones of the client. Default: the vendor's documented
            /// one, where it documents one.
            pub fn rate_limit(mut self, limit: $crate::RateLimit) -> Self {
                self.config.rate_limit(::core::option::Option::Some(limit));
                self
            }

            /// Keeps no quota, not even a documented one.
            pub fn no_rate_limit(mut self) -> Self {
                self.config.rate_limit(::core::option::Option::None);
                self
            }

            /// The time for a connection. Default: 10 seconds. A transport of your own has its own.
            pub fn connect_timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.config.connect_timeout(timeout);
                self
            }

            /// The most bytes in the body of a reply, after decompression. Default: 64 MiB. The lists and maps that are read
            /// from one reply may take eight times as much memory (and 4 MiB where that is more), whatever is in them: an
            /// empty row of 3 bytes takes hundreds, so that a megabyte of them would take 350.
            pub fn max_response_bytes(mut self, bytes: u64) -> Self {
                self.config.max_response_bytes(bytes);
                self
            }

            /// Replaces the transport, as in tests.
            pub fn transport(mut self, transport: impl $crate::Transport) -> Self {
                self.config.transport(transport);
                self
            }

            /// Allows `http` to hosts other than this machine: credentials then travel unencrypted.
            pub fn allow_plain_http(mut self, allow: bool) -> Self {
                self.config.allow_plain_http(allow);
                self
            }

            /// Builds the client.
            ///
            /// # Errors
            /// Something required is missing or unusable; the error names every such setting.
            pub fn build(self) -> ::core::result::Result<$client, $crate::Error> {
                ::core::result::Result::Ok($client { core: self.config.build()? })
            }
        }
    };
}
