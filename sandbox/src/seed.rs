//! Deterministic numbers for the seeded data.
//!
//! An own SplitMix64 rather than a crate: ten lines, and the rows that a test expects can never change with a
//! dependency's new version.

/// A stream of pseudo-random numbers that depends on nothing but its key.
#[derive(Clone, Debug)]
pub(crate) struct Seed(u64);

impl Seed {
    /// The stream of the `index`-th record of a named table: records do not depend on each other.
    pub(crate) fn of(table: &str, index: u64) -> Self {
        let name = table
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self(name ^ index.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number from 0 to `end - 1`; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.below(to.abs_diff(from) + 1)).unwrap_or(0)
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of the items.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[usize::try_from(self.below(items.len() as u64)).unwrap_or(0)]
    }

    /// A version-4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let bits = (u128::from(self.next()) << 64) | u128::from(self.next());
        let bits = (bits & !(0xf000_u128 << 64)) | (0x4000_u128 << 64);
        let bits = (bits & !(0xc000_u128 << 48)) | (0x8000_u128 << 48);
        let hex = format!("{bits:032x}");
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }

    /// `length` letters and digits.
    pub(crate) fn word(&mut self, length: usize) -> String {
        const SIGNS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        (0..length).map(|_| char::from(*self.pick(SIGNS))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_fixed_for_ever() {
        let mut seed = Seed::of("table", 7);
        assert_eq!([seed.next(), seed.next()], [13_431_907_465_960_483_778, 14_909_609_975_780_475_847]);
        assert_ne!(Seed::of("table", 7).next(), Seed::of("table", 8).next());
        assert_ne!(Seed::of("table", 7).next(), Seed::of("other", 7).next());
    }

    #[test]
    fn ranges_include_both_ends() {
        let mut seed = Seed::of("range", 0);
        let seen: Vec<i64> = (0..200).map(|_| seed.between(-1, 2)).collect();
        assert!((-1..=2).all(|value| seen.contains(&value)));
        assert!(seen.iter().all(|value| (-1..=2).contains(value)));
        assert_eq!(seed.below(0), 0);
    }

    #[test]
    fn uuids_carry_version_and_variant() {
        let uuid = Seed::of("uuid", 1).uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4");
        assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"), "{uuid}");
    }
}
