//! The guide: a chapter for each thing that a user of the crate does.
//!
//! The chapters are the files of `docs/guide/`.

/// A chapter. Its links to others are files there and modules here: the first of two definitions counts.
macro_rules! chapter {
    ($name:ident, $file:literal) => {
        #[doc = "[Set-up and credentials]: crate::guide::setup"]
        #[doc = "[Calls]: crate::guide::calls"]
        #[doc = "[Listings]: crate::guide::listings"]
        #[doc = "[Batches]: crate::guide::batches"]
        #[doc = "[Errors]: crate::guide::errors"]
        #[doc = "[Retries]: crate::guide::retries"]
        #[doc = "[Testing]: crate::guide::testing"]
        #[doc = "[Features]: crate::guide::features"]
        #[doc = ""]
        #[doc = include_str!(concat!("../docs/guide/", $file))]
        pub mod $name {}
    };
}

chapter!(setup, "setup.md");
chapter!(calls, "calls.md");
chapter!(listings, "listings.md");
chapter!(batches, "batches.md");
chapter!(errors, "errors.md");
chapter!(retries, "retries.md");
chapter!(testing, "testing.md");
chapter!(logging, "logging.md");
chapter!(network, "network.md");
chapter!(blocking, "blocking.md");
chapter!(features, "features.md");
chapter!(endpoints, "endpoints.md");
