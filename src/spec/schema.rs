//! JSON schemas of what people write, for editors: which keys there are, what each is for, and what
//! a value looks like. Whether the parts of a file agree is left to `firedrill check`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::drill::LowDrill;
use super::inventory::LowInventory;
use super::policy::LowPolicy;
use super::profile::LowProfile;
use super::reader::Meaning;
use super::runbook::LowFrontMatter;
use super::target::LowTarget;
use super::yaml::{Given, Name, Text, TextOr};

/// The JSON schema of a drill file, with a line break at its end.
pub fn drill() -> String {
    printed(&schemars::schema_for!(LowDrill))
}

/// The JSON schema of a target file, with a line break at its end.
pub fn target() -> String {
    printed(&schemars::schema_for!(LowTarget))
}

/// The JSON schema of a profile, with a line break at its end.
pub fn profile() -> String {
    printed(&schemars::schema_for!(LowProfile))
}

/// The JSON schema of an inventory, with a line break at its end.
pub fn inventory() -> String {
    printed(&schemars::schema_for!(LowInventory))
}

/// The JSON schema of a runbook's front matter, with a line break at its end.
pub fn runbook() -> String {
    printed(&schemars::schema_for!(LowFrontMatter))
}

/// The JSON schema of a policy, with a line break at its end.
pub fn policy() -> String {
    printed(&schemars::schema_for!(LowPolicy))
}

fn printed(schema: &Schema) -> String {
    format!("{:#}\n", schema.as_value())
}

impl<T: JsonSchema> JsonSchema for Given<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

impl<T: Meaning> JsonSchema for Text<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::EXPECTED.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = if T::is_bare() {
            json_schema!({"type": ["string", "number", "boolean"]})
        } else {
            json_schema!({"type": "string"})
        };
        if let Some(pattern) = T::pattern() {
            schema.insert("pattern".to_owned(), format!("^({pattern})$").into());
        }
        schema
    }
}

/// A mapping, or a word in its stead.
impl<T: JsonSchema> JsonSchema for TextOr<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("TextOr{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mapping = generator.subschema_for::<T>();
        json_schema!({"anyOf": [{"type": "string"}, mapping]})
    }
}

/// A key that the author chose.
impl JsonSchema for Name {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}
