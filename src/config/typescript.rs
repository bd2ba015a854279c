//! A loss's TypeScript types, from the declarations of its parameters.

use super::{Domain, Loss, Parameter, Term};

/// `LossConfig`, `Term` and one interface a kind.
///
/// ```
/// let types = loss_playground::config::typescript::types();
/// assert!(types.contains(r#"kind: "tversky";"#));
/// assert!(types.contains("alpha?: number;"));
/// ```
pub fn types() -> String {
    let losses: Vec<Loss> = Loss::KINDS
        .iter()
        .filter_map(|kind| Loss::from_kind(kind))
        .collect();
    let names: Vec<String> = losses.iter().map(name).collect();
    let interfaces: String = losses.iter().map(interface).collect();
    format!(
        "\n/** A loss: the weighted sum of its terms. */\n\
         export interface LossConfig {{\n  terms: Term[];\n}}\n\n\
         export type Term = {};\n{interfaces}",
        names.join(" | ")
    )
}

/// The interface's name: `cross_entropy` becomes `CrossEntropyTerm`.
fn name(loss: &Loss) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    loss.kind().split('_').map(capital).collect::<String>() + "Term"
}

fn interface(loss: &Loss) -> String {
    let weight = Term::new(loss.clone()).weight;
    let weight = field(&Term::WEIGHT, &weight.to_string());
    let fields: String = loss
        .parameters()
        .map(|parameter| {
            field(
                parameter,
                &loss.get(parameter.name).unwrap_or_default().to_string(),
            )
        })
        .collect();
    format!(
        "\n/** {}. */\nexport interface {} {{\n  kind: \"{}\";\n{weight}{fields}}}\n",
        loss.title(),
        name(loss),
        loss.kind()
    )
}

fn field(parameter: &Parameter, default: &str) -> String {
    let kind = match parameter.domain {
        Domain::Number { .. } | Domain::Integer { .. } => "number".into(),
        Domain::Flag => "boolean".into(),
        Domain::Choice(names) => format!("\"{}\"", names.join("\" | \"")),
        Domain::ClassWeights => "number[] | null".into(),
        Domain::Reduction => "{ d?: number; i?: number; c?: number }".into(),
    };
    format!(
        "  /** {} Expects {}; default {default}. */\n  {}?: {kind};\n",
        parameter.doc,
        parameter.domain.expectation(),
        parameter.name
    )
}
