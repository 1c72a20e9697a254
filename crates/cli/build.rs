//! How the program `fluxledger` is linked.

use std::env::var;

/// On Linux it stands at fixed addresses: else the loader would mend some 177 000 pointers in tables at each start, which takes 3 ms, half
/// of the start. `fluxledger-gdal`, which hands foreign bytes to large libraries in C, stays movable.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |what: &str, value: &str| var(what).is_ok_and(|found| found == value);
    let is_static = var("CARGO_CFG_TARGET_FEATURE").is_ok_and(|features| features.split(',').any(|feature| feature == "crt-static"));
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && !is_static {
        println!("cargo::rustc-link-arg-bin=fluxledger=-no-pie");
    }
}
