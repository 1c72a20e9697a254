//! The command `fluxledger`.
fn main() {}
