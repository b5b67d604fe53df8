//! The listing of import tasks: filters, order, page tokens.

use std::cmp::Reverse;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;

use super::task::Task;
use crate::contract::{RequestPart, Violation};
use crate::http::Reply;
use crate::json::Json;
use crate::vendors::Call;

const PAGE_TOKEN: &str = "page_token";

/// The query parameters that say which listing is meant, the page token left out.
type Parameters = Vec<(String, String)>;

/// One page of the tasks that the query asks for.
pub(super) fn list(call: &Call<'_>, tasks: &[Task], page_size: usize) -> Result<Reply, Violation> {
    let (parameters, start) = position(call)?;
    let mut found = select(tasks, &parameters)?;
    let order = value(&parameters, "order_by").unwrap_or("created_at_desc");
    match order {
        "created_at_asc" => found.sort_by_key(|task| task.created),
        "updated_at_asc" => found.sort_by_key(|task| task.updated),
        "updated_at_desc" => found.sort_by_key(|task| Reverse(task.updated)),
        _ => found.sort_by_key(|task| Reverse(task.created)),
    }
    let full = value(&parameters, "presentation") == Some("full");
    let start = start.min(found.len());
    let end = found.len().min(start.saturating_add(page_size));
    let page = &found[start..end];
    let next = (end < found.len()).then(|| Json::String(token(end, &parameters)));
    let number = |value: usize| Json::from(i64::try_from(value).unwrap_or(i64::MAX));
    let body = Json::object([
        ("items", Json::Array(page.iter().map(|task| task.render(full)).collect())),
        ("next_page_token", next.unwrap_or_default()),
        ("page_number", number(start / page_size + 1)),
        ("pages_total", number(found.len().div_ceil(page_size))),
        ("items_per_page", number(page_size)),
        ("items_total", number(found.len())),
        ("type_of", Json::from("PagedListOfNomenclatureImportTask")),
    ]);
    Ok(Reply::json(200, &body))
}

/// Which listing, and where in it. A token carries its listing, so it may be sent alone; parameters that are sent
/// beside it have to be those of its listing.
fn position(call: &Call<'_>) -> Result<(Parameters, usize), Violation> {
    let mut sent: Parameters = call.query.iter().filter(|(key, _)| key != PAGE_TOKEN).cloned().collect();
    sent.sort();
    let Some(given) = call.query_value(PAGE_TOKEN).filter(|token| !token.is_empty()) else {
        return Ok((sent, 0));
    };
    let wrong = |text: &str| Violation::rule(RequestPart::Query, PAGE_TOKEN, "token", text);
    let (start, own) = read_token(given).ok_or_else(|| wrong("the token is not one of this server"))?;
    if !sent.is_empty() && sent != own {
        return Err(wrong("the token belongs to a listing with other parameters"));
    }
    Ok((own, start))
}

fn token(start: usize, parameters: &Parameters) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    URL_SAFE_NO_PAD.encode(format!("{start}?{query}"))
}

fn read_token(token: &str) -> Option<(usize, Parameters)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let (start, query) = text.split_once('?')?;
    let parameters = form_urlencoded::parse(query.as_bytes()).map(|(key, value)| (key.into(), value.into()));
    Some((start.parse().ok()?, parameters.collect()))
}

fn select<'a>(tasks: &'a [Task], parameters: &Parameters) -> Result<Vec<&'a Task>, Violation> {
    let created = [instant(parameters, "created_from")?, instant(parameters, "created_to")?];
    let updated = [instant(parameters, "updated_from")?, instant(parameters, "updated_to")?];
    let statuses: Vec<&str> =
        parameters.iter().filter(|(key, _)| key == "task_status").map(|(_, value)| value.as_str()).collect();
    let within = |moment: i64, [from, to]: [Option<i64>; 2]| {
        from.is_none_or(|from| moment >= from) && to.is_none_or(|to| moment < to)
    };
    let fits = |task: &&Task| {
        within(task.created, created)
            && within(task.updated, updated)
            && (statuses.is_empty() || statuses.contains(&task.status))
    };
    Ok(tasks.iter().filter(fits).collect())
}

fn value<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a str> {
    parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// A moment in milliseconds since 1970.
fn instant(parameters: &Parameters, name: &str) -> Result<Option<i64>, Violation> {
    let Some(text) = value(parameters, name) else { return Ok(None) };
    let moment = DateTime::parse_from_rfc3339(text);
    let moment = moment.map_err(|error| Violation::rule(RequestPart::Query, name, "format", error.to_string()))?;
    Ok(Some(moment.timestamp_millis()))
}
