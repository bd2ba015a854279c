//! Prints the TypeScript types of a loss.

fn main() {
    println!("{}", loss_playground::config::typescript::types());
}
