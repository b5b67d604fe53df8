//! The records of a batch, and what is replied for them.

use super::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Batch, BatchReply, Body, Content, ContentKind, ModelKind, Property, Reply, Shape};

impl<'a> Check<'a> {
    /// The identifier of a record, which failures list.
    pub(super) fn listed(&self) -> Result<(), Diagnostic> {
        let path = ["x-unprocessed", "listed"];
        let Some(pointer) = &self.operation.unprocessed.listed else { return Ok(()) };
        let place = self.at(&path);
        let Some(batch) = &self.operation.batch else {
            // The document says it of those that have one.
            return match self.node.get(path[0]) {
                Some(_) => Err(Diagnostic::at(Code::BatchShape, place, "`listed` needs an `x-batch`")
                    .help("it is about the identifiers of the records that a request takes")),
                None => Ok(()),
            };
        };
        // What is wrong with the list is told once.
        let record = self.record(batch).map_err(|_| Diagnostic::reported())?;
        if self.is_broken(record) {
            return Err(Diagnostic::reported());
        }
        let found = self.follow(record.direct_model().unwrap_or_default(), pointer, "record", place)?;
        match found.last().map(|property| &property.shape) {
            Some(Shape::I32 | Shape::I64 | Shape::String | Shape::Uuid) => Ok(()),
            Some(shape) if self.is_broken(shape) => Err(Diagnostic::reported()),
            _ => Err(Diagnostic::at(Code::BatchShape, place, format!("expected an identifier at `{pointer}`"))
                .help("point at the member of a record that the vendor knows it by, an integer or a text")),
        }
    }

    pub(super) fn batch(&self) -> Result<(), Diagnostic> {
        let Some(batch) = &self.operation.batch else { return Ok(()) };
        self.record(batch)?;
        if self.operation.paging.is_some() {
            let message = "an operation with `x-batch` cannot have pages";
            return Err(Diagnostic::at(Code::BatchShape, self.at(&["x-batch"]), message)
                .help("remove `x-pagination`, or `x-batch`"));
        }
        if batch.reply != Some(BatchReply::EachRecord) {
            return Ok(());
        }
        match self.payload()? {
            Some(Shape::Array(_)) => Ok(()),
            Some(shape) if self.is_broken(shape) => Err(Diagnostic::reported()),
            _ => {
                let payload = self.operation.envelope.payload.as_deref().unwrap_or_default();
                let place = self.at(&["x-batch", "reply"]);
                let message =
                    format!("expected a list as the payload of the reply, found something else at `{payload}`");
                let found = Diagnostic::at(Code::BatchShape, place, message);
                let found = found.note("`each-record` says that a reply has a row for each record");
                Err(found.help("point at the rows with `x-envelope.payload`, or write `each-request`"))
            }
        }
    }

    /// What a record is. The list of them is the whole body, or a member at its top.
    fn record(&self, batch: &Batch) -> Result<&'a Shape, Diagnostic> {
        let place = self.at(&["x-batch", "items"]);
        let body = match &self.operation.body {
            _ if self.unread.request => return Err(Diagnostic::reported()),
            None if batch.items.is_empty() => {
                let message = "the operation has no `requestBody`, so it has no records";
                return Err(Diagnostic::at(Code::UnresolvedPointer, place, message).help("describe the body"));
            }
            body => body.as_ref(),
        };
        let Some(Body { content: Content { kind: ContentKind::Json(Shape::Array(record)), .. }, required, .. }) = body
        else {
            return if batch.items.is_empty() { Err(self.no_list(body)) } else { self.in_member(batch) };
        };
        if !batch.items.is_empty() {
            let message = format!("`{}` leads nowhere in the request: the body itself is the list", batch.items);
            let found = Diagnostic::at(Code::UnresolvedPointer, place, message);
            return Err(found.help("write an empty pointer, which means the whole body").suggest(place, "''"));
        }
        if *required {
            return Ok(record);
        }
        let found = Diagnostic::at(Code::BatchShape, place, "the body is the list of records, and it is not required");
        let found = match self.node.get("requestBody") {
            Some(body) => found.also(&body.span, "the body"),
            None => found,
        };
        Err(found.help("write `required: true` on the body"))
    }

    /// The finding about a body that is said to be the list and is none.
    fn no_list(&self, body: Option<&'a Body>) -> Diagnostic {
        let place = self.at(&["x-batch", "items"]);
        let shape = match body.map(|body| &body.content.kind) {
            Some(ContentKind::Json(shape)) => Some(shape),
            _ => None,
        };
        if shape.is_some_and(|shape| self.is_broken(shape)) {
            return Diagnostic::reported();
        }
        let model = shape.and_then(Shape::direct_model).and_then(|name| self.document.followed.get(name));
        let members = match model.map(|model| &model.kind) {
            Some(ModelKind::Object { properties }) => properties.as_slice(),
            _ => &[],
        };
        let found =
            Diagnostic::at(Code::BatchShape, place, "expected a list as the body of the request, found something else");
        let lists: Vec<_> = members.iter().filter(|member| matches!(member.shape, Shape::Array(_))).collect();
        match lists.as_slice() {
            [list] => {
                let pointer = format!("/{}", list.wire);
                found.help(format!("is the list at `{pointer}`?")).suggest(place, pointer)
            }
            _ => found.help("an empty pointer means the whole body; point at the list, such as `items: /goods`"),
        }
    }

    /// What a record is, if the list of them is a member of the body.
    fn in_member(&self, batch: &Batch) -> Result<&'a Shape, Diagnostic> {
        let place = self.at(&["x-batch", "items"]);
        let found = self.in_body(&batch.items, place)?;
        if found.last().is_some_and(|property| self.is_broken(&property.shape)) {
            return Err(Diagnostic::reported());
        }
        if let [Property { shape: Shape::Array(record), required: true, nullable: false, .. }] = found[..] {
            return Ok(record);
        }
        let request = self.operation.request.as_ref();
        if request.is_some_and(|name| self.document.broken.contains(name)) {
            return Err(Diagnostic::reported());
        }
        let message = format!("expected a required list at the top of the request at `{}`", batch.items);
        Err(Diagnostic::at(Code::BatchShape, place, message))
    }

    /// What a call gives: the payload, or the whole of the one reply. None where that may be of other types too.
    fn payload(&self) -> Result<Option<&'a Shape>, Diagnostic> {
        let pointer = self.operation.envelope.payload.as_deref().unwrap_or_default();
        let found = self.in_reply(&["x-envelope", "payload"], pointer)?;
        if let Some(property) = found.last() {
            return Ok(property.lenient.is_empty().then_some(&property.shape));
        }
        Ok(match self.operation.replies.as_slice() {
            [Reply { content: Some(Content { kind: ContentKind::Json(shape), .. }), .. }] => Some(shape),
            _ => None,
        })
    }
}
