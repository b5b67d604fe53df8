//! The address that was parsed last.
//!
//! `reqwest` takes a URL of another type than `http` has, and to parse it is a fifteenth of what a call costs. The pages of a
//! listing and the calls of an operation often have one address.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use http::Uri;
use reqwest::Url;

use super::TransportError;

/// May hold a credential, so nothing of it is shown.
#[derive(Default)]
pub(super) struct LastUrl(Mutex<Option<(Uri, Url)>>);

impl LastUrl {
    /// The URL of this address.
    pub(super) fn parse(&self, address: &Uri) -> Result<Url, TransportError> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, url)) = &*last
            && known == address
        {
            return Ok(url.clone());
        }
        let url = Url::parse(&address.to_string()).map_err(TransportError::not_sent)?;
        *last = Some((address.clone(), url.clone()));
        Ok(url)
    }
}

impl fmt::Debug for LastUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LastUrl").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_gives_its_own_url() {
        let last = LastUrl::default();
        for text in [
            "http://a/x?key=1",
            "http://a/x?key=1",
            "http://a/x?key=2",
            "http://A/x?key=2",
            "http://a/X?key=2",
            "https://a/",
        ] {
            let address = Uri::from_static(text);
            assert_eq!(last.parse(&address).expect("a URL"), Url::parse(text).expect("a URL"), "{text}");
        }
        last.parse(&Uri::from_static("/no/host")).expect_err("a relative address");
        assert_eq!(last.parse(&Uri::from_static("https://a/")).expect("a URL").as_str(), "https://a/");
    }

    #[test]
    fn nothing_of_it_is_shown() {
        let last = LastUrl::default();
        last.parse(&Uri::from_static("http://a/secret-key")).expect("a URL");
        assert_eq!(format!("{last:?}"), "LastUrl { .. }");
    }
}
