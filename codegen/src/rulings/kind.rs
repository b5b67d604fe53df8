//! The sorts of differences between a spec and the vendor's own document.

macro_rules! kinds {
    ($($kind:ident = $name:literal, $meaning:literal;)*) => {
        /// What differs at a place.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Kind {
            $(#[doc = concat!($meaning, ".")] $kind,)*
        }

        impl Kind {
            /// Every sort, in the order in which the documentation lists them.
            pub const ALL: &[Kind] = &[$(Kind::$kind,)*];

            /// The name in a report and in `rulings.yaml`: `member-added`.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name,)* }
            }

            /// What it means, in a few words.
            pub fn meaning(self) -> &'static str {
                match self { $(Kind::$kind => $meaning,)* }
            }
        }
    };
}

kinds! {
    OperationAdded = "operation-added", "The vendor has an operation that the spec does not have";
    OperationWithdrawn = "operation-withdrawn", "The spec has an operation that the vendor does not have, and does not mark it as deprecated";
    Path = "path", "The vendor spells the path in other letters";
    Deprecated = "deprecated", "The vendor marks as deprecated what the spec does not";
    ParameterAdded = "parameter-added", "The vendor has a parameter that the spec does not have";
    ParameterGone = "parameter-gone", "The spec has a parameter that the vendor does not have";
    MemberAdded = "member-added", "The vendor has a member that the spec does not have";
    MemberGone = "member-gone", "The spec has a member that the vendor does not have";
    Body = "body", "A body is there on one side only, or is of another media type";
    Status = "status", "A success has another status";
    Type = "type", "A value has another JSON type";
    Format = "format", "A value has a format that makes another type of it";
    NullAdded = "null-added", "The vendor has null where the spec does not take it";
    NullGone = "null-gone", "The spec takes null where the vendor does not have it";
    RequiredAdded = "required-added", "The vendor requires what the spec does not";
    RequiredGone = "required-gone", "The spec requires what the vendor does not";
    Values = "values", "The vendor lists the values of what may be anything in the spec";
    ValueAdded = "value-added", "The vendor has a value of an enum that the spec does not have";
    ValueGone = "value-gone", "The spec has a value of an enum that the vendor does not have";
    AlternativeAdded = "alternative-added", "The vendor has an alternative of a union that the spec does not have";
    AlternativeGone = "alternative-gone", "The spec has an alternative of a union that the vendor does not have";
    Limit = "limit", "The vendor states another greatest length or number of items";
}

impl Kind {
    /// The sort of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}
