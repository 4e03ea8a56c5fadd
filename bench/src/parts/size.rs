//! Bytes of the stripped library, and of a program with the main path alone.

use mpsd_bench::Failure;
use mpsd_bench::count::bytes;

use super::Setting;
use crate::results::Measured;

/// Measures it.
pub fn measure(setting: &Setting) -> Result<Measured, Failure> {
    let programs = setting.programs;
    Ok(Measured::from([
        ("size/library/bytes".into(), bytes(&programs.library())? as f64),
        ("size/main_path/bytes".into(), bytes(&programs.main_path()?)? as f64),
    ]))
}
