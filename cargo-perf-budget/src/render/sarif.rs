//! SARIF 2.1.0: findings for code scanning. Own structures: the format's crates do not build here, and little is needed.

use serde::Serialize;

use super::answer::Answer;
use super::finding::{Finding, Loudness, Rule};
use super::unwritable;
use crate::fault::Fault;
use crate::markup::uri_path;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
struct Run {
    tool: Tool,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Description>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Description {
    id: &'static str,
    short_description: Message,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: usize,
    level: Loudness,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    logical_locations: [Logical; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
    kind: &'static str,
}

/// What makes a finding the same when lines move.
#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "perfBudget/v1")]
    budget: String,
}

pub(super) fn write(answer: &Answer<'_>) -> Result<String, Fault> {
    let rules = Rule::ALL.map(|rule| Description {
        id: rule.name(),
        short_description: Message {
            text: rule.meaning().to_owned(),
        },
    });
    let driver = Driver {
        name: "cargo-perf-budget",
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules.into(),
    };
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver },
            results: answer
                .findings
                .iter()
                .map(|finding| result(answer, finding))
                .collect(),
        }],
    };
    let mut text = serde_json::to_string_pretty(&log).map_err(unwritable)?;
    text.push('\n');
    Ok(text)
}

fn result(answer: &Answer<'_>, finding: &Finding) -> Outcome {
    let mut text = finding.message.clone();
    for detail in &finding.details {
        text.push('\n');
        text.push_str(detail);
    }
    let index = Rule::ALL.iter().position(|rule| *rule == finding.rule);
    Outcome {
        rule_id: finding.rule.name(),
        rule_index: index.unwrap_or_default(),
        level: finding.loudness,
        message: Message { text },
        locations: [Location {
            physical_location: Physical {
                artifact_location: Artifact {
                    uri: uri_path(&answer.in_repository(&finding.file)),
                },
                // Lines count from 1; a report from elsewhere may hold 0.
                region: Region {
                    start_line: finding.line.max(1),
                },
            },
            logical_locations: [Logical {
                fully_qualified_name: finding.site.clone(),
                kind: "function",
            }],
        }],
        partial_fingerprints: Fingerprints {
            budget: format!("{} {} {}", finding.rule.name(), finding.site, finding.key),
        },
    }
}
