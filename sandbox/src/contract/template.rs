//! Path templates such as `/v5/orgs/{org_guid}/tasks`.

use percent_encoding::percent_decode_str;

/// A path whose segments may hold one variable each, as in `/goods/{guid}:archive`.
#[derive(Debug)]
pub(crate) struct Template {
    segments: Vec<Segment>,
    ignore_case: bool,
}

#[derive(Clone, Debug)]
struct Segment {
    prefix: String,
    variable: Option<Variable>,
}

#[derive(Clone, Debug)]
struct Variable {
    name: String,
    suffix: String,
}

/// The variables of a template with the (percent-decoded) values that a path gave them.
pub(crate) type PathValues = Vec<(String, String)>;

impl Template {
    /// Reads a template. `ignore_case` is about the fixed parts, never about values.
    pub(crate) fn new(path: &str, ignore_case: bool) -> Self {
        let segments = path.split('/').filter(|segment| !segment.is_empty());
        Self { segments: segments.map(Segment::new).collect(), ignore_case }
    }

    /// The values of the variables if the path as received (still percent-encoded) fits.
    pub(crate) fn matches(&self, path: &str) -> Option<PathValues> {
        let parts = split(path)?;
        if parts.len() != self.segments.len() {
            return None;
        }
        self.read(&parts)
    }

    /// The path with the value of the first variable replaced by its name, wherever what stands before it occurs.
    /// For messages: a variable may hold a secret, also below a mistyped prefix.
    pub(crate) fn mask(&self, path: &str) -> Option<String> {
        let mut parts = split(path)?;
        let variable = self.segments.iter().position(|segment| segment.variable.is_some())?;
        let head = Self { segments: self.segments.get(..=variable)?.to_vec(), ignore_case: true };
        let start = parts.windows(variable + 1).position(|window| head.read(window).is_some())?;
        parts[start + variable] = self.segments[variable].to_string();
        Some(parts.iter().map(|segment| format!("/{segment}")).collect())
    }

    fn read(&self, parts: &[String]) -> Option<PathValues> {
        let mut values = PathValues::new();
        for (segment, part) in self.segments.iter().zip(parts) {
            segment.read(part, self.ignore_case, &mut values)?;
        }
        Some(values)
    }
}

/// The segments of a path; `None` if one is not UTF-8.
fn split(path: &str) -> Option<Vec<String>> {
    let parts = path.strip_prefix('/').unwrap_or(path).split('/');
    parts.map(|part| Some(percent_decode_str(part).decode_utf8().ok()?.into_owned())).collect()
}

impl Segment {
    fn new(text: &str) -> Self {
        let variable = text.split_once('{').and_then(|(prefix, rest)| {
            let (name, suffix) = rest.split_once('}')?;
            Some((prefix, Variable { name: name.to_owned(), suffix: suffix.to_owned() }))
        });
        match variable {
            Some((prefix, variable)) => Self { prefix: prefix.to_owned(), variable: Some(variable) },
            None => Self { prefix: text.to_owned(), variable: None },
        }
    }

    fn read(&self, part: &str, ignore_case: bool, values: &mut PathValues) -> Option<()> {
        let same = |own: &str, other: &str| {
            if ignore_case { own.eq_ignore_ascii_case(other) } else { own == other }
        };
        let Some(variable) = &self.variable else {
            return same(&self.prefix, part).then_some(());
        };
        let (prefix, rest) = part.split_at_checked(self.prefix.len())?;
        let (value, suffix) = rest.split_at_checked(rest.len().checked_sub(variable.suffix.len())?)?;
        if value.is_empty() || !same(&self.prefix, prefix) || !same(&variable.suffix, suffix) {
            return None;
        }
        values.push((variable.name.clone(), value.to_owned()));
        Some(())
    }
}

impl std::fmt::Display for Segment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.variable {
            Some(variable) => write!(formatter, "{}{{{}}}{}", self.prefix, variable.name, variable.suffix),
            None => formatter.write_str(&self.prefix),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(template: &str, path: &str, ignore_case: bool) -> Option<Vec<String>> {
        let values = Template::new(template, ignore_case).matches(path)?;
        Some(values.into_iter().map(|(_, value)| value).collect())
    }

    #[test]
    fn variables_take_one_segment_each_and_are_decoded() {
        assert_eq!(values("/out/{key}/v1/{x}", "/out/a%20b/v1/c", false), Some(vec!["a b".into(), "c".into()]));
        assert_eq!(values("/out/{key}/v1", "/out//v1", false), None);
        assert_eq!(values("/out/{key}", "/out/a/b", false), None);
    }

    #[test]
    fn text_may_stand_around_a_variable() {
        assert_eq!(values("/goods/{guid}:archive", "/goods/7:archive", false), Some(vec!["7".into()]));
        assert_eq!(values("/goods/{guid}:archive", "/goods/:archive", false), None);
        assert_eq!(values("/imports:new.xlsx", "/imports:new.xlsx", false), Some(vec![]));
    }

    #[test]
    fn letter_case_counts_unless_told_otherwise() {
        assert_eq!(values("/Item/Get", "/item/GET", false), None);
        assert_eq!(values("/{key}/Item/Get", "/Key/item/GET", true), Some(vec!["Key".into()]));
    }

    #[test]
    fn masking_hides_the_variables() {
        let base = Template::new("/gateway/out/{key}/v1", false);
        assert_eq!(base.mask("/gateway/out/secret/v1/No/Such").as_deref(), Some("/gateway/out/{key}/v1/No/Such"));
        assert_eq!(base.mask("/x/Gateway/OUT/secret/v2").as_deref(), Some("/x/Gateway/OUT/{key}/v2"));
        assert_eq!(base.mask("/gateway/out/secret").as_deref(), Some("/gateway/out/{key}"));
        assert_eq!(base.mask("/api/v2"), None);
        assert_eq!(Template::new("/api/v2", false).mask("/api/v2/x"), None);
    }
}
