//! Prints the TypeScript types that come from declarations and defaults.

use loss_playground::{config, label, score};

fn main() {
    let parts = [
        config::typescript::types(),
        score::typescript::types(),
        label::typescript::types(),
    ];
    print!("{}", parts.concat());
}
