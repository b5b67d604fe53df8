//! The example as a program of its own, which a test can end in the middle.

#[path = "../../examples/checkpoint.rs"]
mod checkpoint;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    checkpoint::main()
}
