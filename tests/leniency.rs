//! What vendors leave out, send as null or add: every documented reply is changed in every place, and still has to be read.

use nomenclature_tests::json::{Difference, Json, differences};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Members that the document guarantees: without them the reply cannot be used. `*` stands for one segment.
const GUARANTEED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/guaranteed.rs"));

/// Objects whose keys are data, so that no member of them is unknown.
const MAPS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/maps.rs"));

struct Case {
    name: &'static str,
    of: &'static str,
    text: &'static str,
    round_trip: fn(&str) -> Result<String, serde_json::Error>,
}

impl Case {
    fn read(&self, json: &Json) -> Result<Json, serde_json::Error> {
        Json::parse(&(self.round_trip)(&json.to_string())?)
    }

    /// What is left of the example itself.
    fn plain(&self) -> Json {
        self.read(&self.json()).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    fn json(&self) -> Json {
        Json::parse(self.text).expect("the example is JSON")
    }

    fn is_in(&self, list: &[(&str, &str)], pointer: &[String]) -> bool {
        list.iter().any(|(of, pattern)| {
            let pattern: Vec<_> = pattern.split('/').skip(1).collect();
            let fits = |(want, found): (&&str, &String)| *want == "*" || want == found;
            self.of.replace(' ', "") == *of && pattern.len() == pointer.len() && pattern.iter().zip(pointer).all(fits)
        })
    }
}

fn round_trip<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, serde_json::Error> {
    serde_json::to_string(&serde_json::from_str::<T>(text)?)
}

/// Every documented reply, errors included.
fn replies() -> Vec<Case> {
    macro_rules! round_trip {
        ($name:literal, $type:ty, $text:literal) => {
            Case { name: $name, of: stringify!($type), text: $text, round_trip: round_trip::<$type> }
        };
    }
    let cases: Vec<Case> = include!(concat!(env!("OUT_DIR"), "/cases.rs"));
    let replies: Vec<Case> = cases.into_iter().filter(|case| !case.name.contains("/request/")).collect();
    assert!(!replies.is_empty(), "the specs have examples");
    replies
}

/// The places of all objects, and of all members of objects.
fn places(json: &Json) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    fn walk(json: &Json, at: &mut Vec<String>, objects: &mut Vec<Vec<String>>, members: &mut Vec<Vec<String>>) {
        let mut below = |key: String, value: &Json, is_member: bool| {
            at.push(key);
            if is_member {
                members.push(at.clone());
            }
            walk(value, at, objects, members);
            at.pop();
        };
        match json {
            Json::Object(children) => {
                children.iter().for_each(|(key, value)| below(key.clone(), value, true));
                objects.push(at.clone());
            }
            Json::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| below(index.to_string(), item, false));
            }
            _ => {}
        }
    }
    let (mut objects, mut members) = (Vec::new(), Vec::new());
    walk(json, &mut Vec::new(), &mut objects, &mut members);
    (objects, members)
}

/// The value at a place.
fn at<'a>(json: &'a mut Json, pointer: &[String]) -> &'a mut Json {
    pointer.iter().fold(json, |json, key| match json {
        Json::Object(members) => members.get_mut(key).expect("a member"),
        Json::Array(items) => &mut items[key.parse::<usize>().expect("an index")],
        other => panic!("{other} has no {key}"),
    })
}

fn set(json: &Json, parent: &[String], key: &str, value: Option<Json>) -> Json {
    let mut json = json.clone();
    let Json::Object(members) = at(&mut json, parent) else { panic!("no object at {parent:?}") };
    match value {
        Some(value) => _ = members.insert(key.to_owned(), value),
        None => _ = members.remove(key),
    }
    json
}

/// Differences that do not lie at this place or below it.
fn elsewhere(left: &Json, right: &Json, pointer: &str) -> Vec<Difference> {
    let is_below = |place: &str| place == pointer || place.starts_with(&format!("{pointer}/"));
    differences(left, right).into_iter().filter(|found| !is_below(&found.pointer)).collect()
}

#[test]
fn any_member_may_be_missing_and_nothing_else_changes() {
    for case in replies() {
        let (json, plain) = (case.json(), case.plain());
        for pointer in places(&json).1 {
            let (key, parent) = pointer.split_last().expect("a member has a name");
            let read = case.read(&set(&json, parent, key, None));
            let place = format!("/{}", pointer.join("/"));
            match read {
                Ok(read) => {
                    assert!(!case.is_in(GUARANTEED, &pointer), "{} reads without {place}", case.name);
                    assert_eq!(elsewhere(&plain, &read, &place), [], "{} without {place}", case.name);
                }
                Err(error) => assert!(case.is_in(GUARANTEED, &pointer), "{} without {place}: {error}", case.name),
            }
        }
    }
}

#[test]
fn any_member_may_be_null_which_is_the_same_as_missing() {
    for case in replies() {
        let json = case.json();
        for pointer in places(&json).1 {
            let (key, parent) = pointer.split_last().expect("a member has a name");
            let place = format!("/{}", pointer.join("/"));
            match case.read(&set(&json, parent, key, Some(Json::Null))) {
                Ok(read) => {
                    assert!(!case.is_in(GUARANTEED, &pointer), "{} reads null at {place}", case.name);
                    let missing = case.read(&set(&json, parent, key, None)).expect("a member may be missing");
                    assert_eq!(elsewhere(&missing, &read, &place), [], "{} with null at {place}", case.name);
                }
                Err(error) => assert!(case.is_in(GUARANTEED, &pointer), "{} with null at {place}: {error}", case.name),
            }
        }
    }
}

#[test]
fn an_unknown_member_of_any_object_changes_nothing() {
    const UNKNOWN: &str = "x_ unknown «поле»";
    for case in replies() {
        let (json, plain) = (case.json(), case.plain());
        for pointer in places(&json).0 {
            let is_map = case.is_in(MAPS, &pointer);
            let values = [r#""text""#, "null", "-1.50", "[]", r#"{"deep":[1,{"deeper":null}]}"#];
            for value in values.iter().take(if is_map { 1 } else { values.len() }) {
                let value = Json::parse(value).expect("JSON");
                let place = format!("{}/{UNKNOWN}", pointer.iter().map(|key| format!("/{key}")).collect::<String>());
                let read = case.read(&set(&json, &pointer, UNKNOWN, Some(value)));
                let read = read.unwrap_or_else(|error| panic!("{} with {place}: {error}", case.name));
                assert_eq!(elsewhere(&plain, &read, &place), [], "{} with {place}", case.name);
            }
        }
    }
}

#[test]
fn unknown_members_in_all_places_at_once_change_nothing() {
    fn everywhere(json: &Json) -> Json {
        match json {
            Json::Object(members) => {
                let known = members.iter().map(|(key, value)| (key.clone(), everywhere(value)));
                Json::Object(known.chain([("zz_unknown".to_owned(), Json::String("?".to_owned()))]).collect())
            }
            Json::Array(items) => Json::Array(items.iter().map(everywhere).collect()),
            other => other.clone(),
        }
    }
    for case in replies() {
        let read = case.read(&everywhere(&case.json())).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let changed = differences(&case.plain(), &read);
        let others = changed.iter().filter(|found| !found.pointer.ends_with("/zz_unknown"));
        assert_eq!(others.collect::<Vec<_>>(), Vec::<&Difference>::new(), "{}", case.name);
    }
}

#[test]
fn all_members_may_be_null_at_once() {
    for case in replies() {
        let Json::Object(members) = case.json() else { continue };
        let is_needed = |key: &String| case.is_in(GUARANTEED, std::slice::from_ref(key));
        let (needed, others): (Vec<_>, Vec<_>) = members.into_iter().partition(|(key, _)| is_needed(key));
        let nulls = others.into_iter().map(|(key, _)| (key, Json::Null)).chain(needed.iter().cloned());
        let nulls = Json::Object(nulls.collect());
        let without = Json::Object(needed.into_iter().collect());
        assert_eq!(case.read(&nulls).expect(case.name), case.read(&without).expect(case.name));
    }
}

/// What the vendors are known to guarantee, and to name as they like, is in the documents.
#[test]
fn the_exceptions_are_those_of_the_documents() {
    let (mut ids, mut maps) = (0, 0);
    for case in replies() {
        let places = places(&case.json());
        let has = |pointer: &[&str]| places.1.contains(&pointer.iter().map(|key| (*key).to_owned()).collect());
        let writes = ["services_add", "services_update", "service_folders_add", "service_folders_update"];
        if writes.iter().any(|id| case.name.starts_with(&format!("quince/{id}/200"))) && has(&["data", "0", "id"]) {
            assert!(case.is_in(GUARANTEED, &["data", "0", "id"].map(str::to_owned)), "{}", case.name);
            ids += 1;
        }
        if has(&["items", "0", "meta_data"]) {
            assert!(case.is_in(MAPS, &["items", "0", "meta_data"].map(str::to_owned)), "{}", case.name);
            maps += 1;
        }
    }
    assert!(ids >= 4 && maps >= 1, "{ids} {maps}");
}

#[test]
fn a_null_among_free_texts_does_not_lose_the_task() {
    let json = r#"{"meta_data":{"supplier":null,"purpose":"price"},"progress":7}"#;
    let task: nomenclature::life_pos::types::NomenclatureImportTask = serde_json::from_str(json).expect("a task");
    assert_eq!(task.progress, Some(7));
    assert_eq!(task.meta_data.expect("texts").get("purpose").map(String::as_str), Some("price"));
}
