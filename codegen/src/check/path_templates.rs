//! The paths of operations, and the parameters in them.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::ir::{Location, Parameter};

pub(crate) fn check_template(path: &str, span: &Span) -> Result<(), Diagnostic> {
    let depths = path.chars().scan(0, |depth: &mut i32, c| {
        *depth += i32::from(c == '{') - i32::from(c == '}');
        Some(*depth)
    });
    let is_balanced = depths.clone().all(|depth| (0..=1).contains(&depth)) && depths.last() == Some(0);
    if !path.starts_with('/') || path.contains(['?', '#']) || !is_balanced {
        let message = format!("`{path}` is no path");
        return Err(Diagnostic::at(Code::PathParameter, span, message).help(
            "it begins with a slash, has parameters in braces, and no `?` or `#`: the query is made of parameters",
        ));
    }
    if !segments_can_be_sent(path) {
        let message = format!("`{path}` has a segment that cannot be sent");
        return Err(Diagnostic::at(Code::PathParameter, span, message).help(SEGMENTS));
    }
    Ok(())
}

/// What is wrong with a path whose segments cannot be sent.
pub(crate) const SEGMENTS: &str =
    "clients and proxies resolve `.`, `..` and empty segments on the way, so the vendor would see another path";

/// Whether every segment arrives as it is written. A slash at the end does.
pub(crate) fn segments_can_be_sent(path: &str) -> bool {
    let Some(path) = path.strip_prefix('/').filter(|path| !path.is_empty()) else { return true };
    let path = path.strip_suffix('/').unwrap_or(path);
    let is_odd = |segment: &str| {
        let plain = segment.replace("%2e", ".").replace("%2E", ".");
        plain.is_empty() || plain == "." || plain == ".."
    };
    !path.split('/').any(is_odd)
}

/// The parameters in the path are those that are declared for it. What is wrong stands in the path or at the parameter; both are
/// shown, since either may be the misspelt one.
pub(crate) fn check_path(path: &str, parameters: &[Parameter], span: &Span) -> Result<(), Diagnostic> {
    let declared: Vec<&Parameter> = parameters.iter().filter(|p| p.location == Location::Path).collect();
    let used: Vec<_> = path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
    let unknown = used.iter().find(|name| !declared.iter().any(|parameter| parameter.wire == **name));
    let unused: Vec<&&Parameter> =
        declared.iter().filter(|parameter| !used.contains(&parameter.wire.as_str())).collect();
    let place = |part: &str| part_of(span, part);
    if let Some(name) = unknown {
        let message = format!("the path uses `{{{name}}}`, which no parameter declares");
        let marked = place(&format!("{{{name}}}"));
        let found = Diagnostic::at(Code::PathParameter, &marked, message);
        let near = crate::names::nearest(name, unused.iter().map(|parameter| parameter.wire.as_str()));
        let meant = unused.iter().find(|parameter| Some(parameter.wire.as_str()) == near).or(unused.first());
        return Err(match (meant, parameters.iter().find(|parameter| parameter.wire == **name)) {
            (Some(meant), _) => found
                .also(&meant.span, "declared here")
                .help(format!("did you mean `{{{}}}`?", meant.wire))
                .suggest(&marked, format!("{{{}}}", meant.wire)),
            (None, Some(other)) => found
                .also(&other.span, "it is declared here, for another place")
                .help("write `in: path` and `required: true`"),
            (None, None) => found.help("declare it under `parameters`: `{name: ..., in: path, required: true, ...}`"),
        });
    }
    match unused.first() {
        Some(parameter) => {
            let name = &parameter.wire;
            let message = format!("the path parameter `{name}` does not stand in the path `{path}`");
            // Other tools write it with a colon, or as a template of theirs.
            let other = [format!(":{name}"), format!("<{name}>"), format!("${name}")]
                .into_iter()
                .find(|part| path.contains(part));
            let found = match &other {
                Some(part) => {
                    Diagnostic::at(Code::PathParameter, &place(part), message).also(&parameter.span, "declared here")
                }
                None => Diagnostic::at(Code::PathParameter, &parameter.span, message).also(span, "the path"),
            };
            Err(match other {
                Some(part) => found.help("a parameter stands in braces").suggest(&place(&part), format!("{{{name}}}")),
                None => found.help(format!("write `{{{name}}}` into the path, or correct `in`")),
            })
        }
        None => Ok(()),
    }
}

/// A part of a name where it is written; all of it where it cannot be found, as with escapes.
fn part_of(span: &Span, part: &str) -> Span {
    match span.text().find(part) {
        Some(at) => {
            let start = span.column + span.text()[..at].chars().count();
            Span { column: start, ..span.clone() }.until(span.line, start + part.chars().count())
        }
        None => span.clone(),
    }
}
