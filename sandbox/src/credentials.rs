//! The credentials that the sandbox accepts. They are made up and open nothing anywhere else.

/// LIFE POS: the bearer token.
pub const LIFE_POS_TOKEN: &str = "fake-bearer-token-for-the-life-pos-sandbox";

/// QUINCE: the value of the header `Authorization`.
pub const QUINCE_API_KEY: &str = "fake-api-key-for-the-quince-sandbox";

/// ZeGoal: the login of HTTP Basic authentication.
pub const ZEGOAL_LOGIN: &str = "sandbox-storekeeper";

/// ZeGoal: the password of HTTP Basic authentication.
pub const ZEGOAL_PASSWORD: &str = "fake-password-for-the-zegoal-sandbox";

/// REGOS: the integration key, which is part of the path and 32 characters long like a real one.
pub const REGOS_INTEGRATION_KEY: &str = "fake-key-for-the-regos-sandbox-1";

/// REGOS: the access token that a catalogue integration sends beside the key. The sandbox asks for none,
/// and if its integration is [replicable](crate::Builder::replicable) it takes only tokens that it has given itself.
pub const REGOS_ACCESS_TOKEN: &str = "fake-access-token-for-the-regos-sandbox";

/// REGOS: the client id with which a catalogue integration asks for access tokens.
pub const REGOS_CLIENT_ID: &str = "sandbox-catalogue-integration";

/// REGOS: the client secret that belongs to the client id.
pub const REGOS_CLIENT_SECRET: &str = "fake-client-secret-for-the-regos-sandbox";

/// REGOS: how each access token begins that the sandbox gives.
pub const REGOS_TOKEN_PREFIX: &str = "fake-token-";

const _: () = assert!(REGOS_INTEGRATION_KEY.len() == 32, "a REGOS key has 32 characters");
