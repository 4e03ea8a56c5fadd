//! The bill of materials: CycloneDX, the same bytes for the same crates.

use serde_json::{Value, json};

use crate::dist::VERSION;
use crate::dist::crates::Crate;

/// The document. Without a time and a serial number, which would differ between two builds.
pub fn document(crates: &[Crate]) -> String {
    let component = |name: &str, version: &str, licence: &str, purl: &str| -> Value {
        json!({
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "licenses": [{ "expression": licence }],
            "purl": purl,
        })
    };
    let own = format!("pkg:generic/mpsd@{VERSION}");
    let components = crates.iter().map(|part| component(&part.name, &part.version, &part.licence, &part.purl));
    let document = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": component("mpsd", VERSION, "MIT OR Apache-2.0", &own) },
        "components": components.collect::<Vec<_>>(),
        "dependencies": [{ "ref": own, "dependsOn": crates.iter().map(|part| &part.purl).collect::<Vec<_>>() }],
    });
    format!("{document:#}\n")
}
