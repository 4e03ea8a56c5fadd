//! `cargo xtask bench`: what a call costs, beside other clients.

fn main() {}
