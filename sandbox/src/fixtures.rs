//! Records that every sandbox with at least one row holds, whatever its size.

/// LIFE POS: the organization whose tasks the token's user has started.
pub const LIFE_POS_ORGANIZATION: &str = "0b6a3c1d-52f7-4e0b-8a39-6d5c1e7f2a48";

/// LIFE POS: an organization that exists but that the token's user may not see (HTTP 403). Any other is unknown (404).
pub const LIFE_POS_FOREIGN_ORGANIZATION: &str = "7c1e94b2-0d38-4f6a-9b57-e2a4c8f01d63";

/// ZeGoal: the tenant that the examples use. The sandbox takes any.
pub const ZEGOAL_TENANT: &str = "orderingTenant508";

/// QUINCE: a folder of the first level that holds other folders and services.
pub const QUINCE_FOLDER: i64 = 100;

/// QUINCE: price types that the services have prices of.
pub const QUINCE_PRICE_TYPES: [i64; 3] = [339, 340, 341];

/// REGOS: the ids of the items that have movements run from 1 to this one.
pub const REGOS_LAST_ITEM: i64 = 1000;
