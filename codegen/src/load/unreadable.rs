//! Files and folders that are not there or cannot be read, and what is meant instead.

use std::{fs, io};

use super::{Loader, Source};
use crate::diagnostic::{Code, Diagnostic, File, Span};
use crate::names;

impl Loader {
    /// The finding about a file that is not there or cannot be read; `from` is the reference to it.
    pub(super) fn unreadable(&self, path: &str, from: Option<&Span>, error: &io::Error) -> Diagnostic {
        match from {
            Some(from) if error.kind() == io::ErrorKind::NotFound => self.missing(path, from),
            Some(from) => {
                let message = format!("cannot read `{}`: {}", self.shown_path(path), plain(error));
                let found = Diagnostic::at(Code::UnreadableFile, from, message).cause(format!("file {path}"));
                found.help("let it be a file that can be read, or correct the reference")
            }
            None if error.kind() == io::ErrorKind::NotFound && self.is_link(path) => {
                let message = format!("`{}` is a link, and what it leads to is missing", self.shown_path(path));
                Diagnostic::general(Code::MissingDocument, message)
                    .help("correct the link, or put the file in its place")
            }
            // Without this the vendor would vanish from the output.
            None if error.kind() == io::ErrorKind::NotFound => {
                let message = format!("expected `{}`, found none", self.shown_path(path));
                let found = Diagnostic::general(Code::MissingDocument, message);
                if let Some(other) = self.called_otherwise(path) {
                    return found.help(format!("rename `{}` to `openapi.yaml`", self.shown_path(&other)));
                }
                found.help("each folder of the specs is a vendor; put the file back, or remove the folder")
            }
            None => {
                let message = format!("cannot read `{}`: {}", self.shown_path(path), plain(error));
                Diagnostic::general(Code::UnreadableFile, message).help("let it be a file that can be read")
            }
        }
    }

    /// The finding about a file in another encoding, at the first byte that does not fit.
    pub(super) fn not_utf8(&self, path: &str, bytes: &[u8], at: usize) -> Diagnostic {
        let before = String::from_utf8_lossy(&bytes[..at]);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        // As far as it can be read: the rest would be shown as noise.
        let span = Span::at(&File::new(self.shown_path(path), before), line, column);
        let encoding = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "UTF-16",
            _ => "another encoding",
        };
        let message = format!("expected UTF-8, found {encoding}");
        Diagnostic::at(Code::UnreadableFile, &span, message).help("save the file as UTF-8")
    }

    /// Whether a path is that of a link.
    fn is_link(&self, path: &str) -> bool {
        let Source::Folder(root) = &self.source else { return false };
        fs::symlink_metadata(root.join(path)).is_ok_and(|data| data.is_symlink())
    }

    /// A document beside the place where it is expected, under a name that other tools give it.
    fn called_otherwise(&self, path: &str) -> Option<String> {
        const NAMES: [&str; 7] =
            ["openapi.yml", "openapi.json", "OpenAPI.yaml", "swagger.yaml", "swagger.yml", "swagger.json", "api.yaml"];
        let vendor = path.strip_suffix("/openapi.yaml")?;
        let files = self.paths(vendor);
        let other = NAMES.into_iter().find(|name| files.contains(&format!("{vendor}/{name}")))?;
        Some(format!("{vendor}/{other}"))
    }

    /// The first folder on the way to a file that is none or cannot be read, and why.
    pub(super) fn broken_folder(&self, path: &str) -> Option<(String, String)> {
        let Source::Folder(root) = &self.source else { return None };
        path.match_indices('/').map(|(end, _)| &path[..end]).find_map(|folder| match fs::metadata(root.join(folder)) {
            Ok(data) if data.is_dir() => {
                fs::read_dir(root.join(folder)).err().map(|error| (folder.to_owned(), reason(&error)))
            }
            Ok(_) => Some((folder.to_owned(), "it is a file".to_owned())),
            Err(error) => Some((folder.to_owned(), reason(&error))),
        })
    }

    /// A reference into a folder that cannot be read: one finding, however many references lead into it.
    pub(super) fn lost(&self, folder: &str, why: &str, path: &str, from: Option<&Span>) -> Diagnostic {
        let shown = self.shown_path(folder);
        let message = match why {
            NOT_THERE => format!("there is no folder `{shown}`"),
            why => format!("cannot read the folder `{shown}`: {why}"),
        };
        let Some(from) = from else { return Diagnostic::general(Code::UnreadableFile, message) };
        // A file of that name elsewhere is what each reference means by itself.
        let moved = Some(self.missing(path, from)).filter(|found| why == NOT_THERE && found.suggestion.is_some());
        let code = if why == NOT_THERE { Code::UnresolvedReference } else { Code::UnreadableFile };
        let found = Diagnostic::at(code, from, message).cause(format!("folder {folder}"));
        match moved.and_then(|found| found.suggestion.zip(found.help)) {
            Some((suggestion, help)) => found.help(help).suggest(&suggestion.span, suggestion.text),
            None => found.help("put the folder back, let it be read, or correct the references into it"),
        }
    }

    /// A reference to a file that is not there, with one of a similar name.
    fn missing(&self, path: &str, from: &Span) -> Diagnostic {
        let found = |message| Diagnostic::at(Code::UnresolvedReference, from, message);
        if self.is_link(path) {
            let message = format!("`{}` is a link, and what it leads to is missing", self.shown_path(path));
            return found(message).cause(format!("file {path}")).help("correct the link, or put the file in its place");
        }
        let found = found(format!("there is no file `{}`", self.shown_path(path)));
        let vendor = path.split('/').next().unwrap_or_default();
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let folder = |path: &str| path.len() - name(path).len();
        let all = self.paths(vendor);
        // A file of that name in another folder, or one beside it that is called alike. Nobody means the file itself.
        let own = from.file.name();
        let moved = || all.iter().filter(|other| name(other) == name(path) && self.shown_path(other) != own);
        let said = from.text().trim_matches(['\'', '"']).split('#').next().unwrap_or_default();
        let moved = moved().find(|other| other.ends_with(&format!("/{said}"))).or_else(|| moved().next());
        let near = || {
            let beside = all.iter().filter(|other| other[..folder(other)] == path[..folder(path)]);
            names::nearest(&name(path), beside.map(|other| &other[folder(other)..])).map(str::to_owned)
        };
        match moved {
            Some(moved) => {
                let right = relative(own, &self.shown_path(moved));
                let text = from.text().replacen(said, &right, 1);
                found.help(format!("did you mean `{right}`?")).suggest(from, text)
            }
            None => match near() {
                Some(near) => {
                    let text = from.text().replacen(&name(path), &near, 1);
                    found.help(format!("did you mean `{near}`?")).suggest(from, text)
                }
                None => found.cause(format!("file {path}")).help(
                    "put the file back, or correct the path, which is relative to the file that holds the reference",
                ),
            },
        }
    }
}

/// Why there is no folder, where nothing is in its place.
const NOT_THERE: &str = "it is not there";

/// Why a folder cannot be read, without the numbers of the system.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => NOT_THERE.to_owned(),
        io::ErrorKind::NotADirectory => "it is a file".to_owned(),
        _ => plain(error),
    }
}

/// An error of the system without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// The path of a file as the file `from` has to write it.
fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.split('/').collect(), to.split('/').collect());
    let folders = &from[..from.len() - 1];
    let common = folders.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = folders[common..].iter().map(|_| "..");
    up.chain(to[common..].iter().copied()).collect::<Vec<_>>().join("/")
}
