//! Schemas of OpenAPI 3.1 in the words of 3.0.

use serde_json::{Map, Value, json};

use super::Lowering;
use heck::ToPascalCase;

/// What keeps its meaning; all else documents or restricts, and a restriction would become a type of its own.
const KEPT: [&str; 4] = ["format", "enum", "default", "required"];

impl Lowering<'_> {
    /// The schema in the words of 3.0; an object or enum below it becomes a component called after `name`.
    pub(super) fn schema(&mut self, name: &str, schema: &Value) -> Result<Value, String> {
        if let Some(reference) = schema.get("$ref") {
            return Ok(json!({ "$ref": reference }));
        }
        let mut lowered = Map::new();
        let mut nullable = false;
        match schema.get("type") {
            Some(Value::Array(types)) => {
                let real: Vec<_> = types.iter().filter(|ty| *ty != "null").collect();
                nullable = real.len() < types.len();
                // Of several types it is anything.
                if let [one] = real.as_slice() {
                    lowered.insert("type".into(), (*one).clone());
                }
            }
            Some(ty) => _ = lowered.insert("type".into(), ty.clone()),
            None => {}
        }
        for key in KEPT {
            if let Some(value) = schema.get(key) {
                lowered.insert(key.into(), value.clone());
            }
        }
        if let Some(Value::String(value)) = schema.get("const") {
            lowered.insert("enum".into(), json!([value]));
        }
        if let Some(Value::Array(values)) = lowered.get_mut("enum") {
            values.retain(|value| !value.is_null());
        }
        if let Some(members) = schema.get("properties").and_then(Value::as_object) {
            let mut properties = Map::new();
            for (member, schema) in members {
                properties.insert(member.clone(), self.below(name, member, schema)?);
            }
            lowered.insert("properties".into(), Value::Object(properties));
        }
        if let Some(items) = schema.get("items") {
            lowered.insert("items".into(), self.below(name, "item", items)?);
        }
        if let Some(values @ Value::Object(_)) = schema.get("additionalProperties") {
            lowered.insert("additionalProperties".into(), self.below(name, "value", values)?);
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            let Some(variants) = schema.get(key).and_then(Value::as_array) else { continue };
            let is_null = |variant: &&Value| variant.get("type").is_some_and(|ty| ty == "null");
            nullable |= key != "allOf" && variants.iter().any(|variant| is_null(&variant));
            let real = variants.iter().filter(|variant| !is_null(variant)).enumerate();
            let real = real.map(|(index, variant)| self.below(name, &format!("{key}{index}"), variant));
            let real = real.collect::<Result<Vec<_>, _>>()?;
            // A single one would else count as a union.
            lowered.insert(if real.len() == 1 { "allOf" } else { key }.into(), Value::Array(real));
        }
        if nullable {
            lowered.insert("nullable".into(), Value::Bool(true));
        }
        Ok(Value::Object(lowered))
    }

    /// A schema inside another one. Typify gives equal names to unequal inline types and takes one for the other, so each
    /// object and enum becomes a component.
    fn below(&mut self, outer: &str, member: &str, schema: &Value) -> Result<Value, String> {
        let name = format!("{}{}", outer.to_pascal_case(), member.to_pascal_case());
        let lowered = self.schema(&name, schema)?;
        if lowered.get("properties").is_none() && lowered.get("enum").is_none() {
            return Ok(lowered);
        }
        self.add(&name, lowered)?;
        Ok(json!({ "$ref": format!("#/components/schemas/{name}") }))
    }
}
