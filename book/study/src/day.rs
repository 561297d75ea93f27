//! A day as a record writes it: `2026-11-30`.

use chrono::NaiveDate;
use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer};

pub(crate) fn read<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| {
        let text: String = text.chars().take(20).collect();
        D::Error::custom(format!("`{text}` is no day: write it as 2026-11-30"))
    })
}

/// One that may be missing.
pub(crate) mod maybe {
    use chrono::NaiveDate;
    use serde::{Deserializer, Serialize as _, Serializer};

    #[expect(clippy::ref_option, reason = "serde calls it so")]
    pub(crate) fn serialize<S: Serializer>(
        day: &Option<NaiveDate>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        day.serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<NaiveDate>, D::Error> {
        super::read(from).map(Some)
    }
}
