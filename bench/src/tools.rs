//! Running the programs that measure and are measured.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use crate::Failure;

/// What a program prints: a name and a number on each line.
pub type Figures = BTreeMap<String, f64>;

/// Runs a command to its end and returns what it printed, standard output and standard error.
pub fn printed(command: &mut Command) -> Result<(String, String), Failure> {
    // Cargo's own search path would come before the program's: what is measured must be the library it was linked with.
    let output = command
        .env_remove("LD_LIBRARY_PATH")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    if output.status.success() { Ok((out, err)) } else { Err(format!("{command:?}: {}\n{out}{err}", output.status)) }
}

/// Runs a program that prints figures.
pub fn figures(command: &mut Command) -> Result<Figures, Failure> {
    let (out, _) = printed(command)?;
    let figure = |line: &str| {
        let (name, number) = line.split_once(' ')?;
        Some((name.to_owned(), number.parse().ok()?))
    };
    out.lines().map(|line| figure(line).ok_or_else(|| format!("{command:?} printed `{line}`"))).collect()
}

/// The figure of a name.
pub fn figure(figures: &Figures, name: &str) -> Result<f64, Failure> {
    figures.get(name).copied().ok_or_else(|| format!("no figure is called {name}"))
}

/// The middle one; of an even number, the mean of both.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        _ if values.is_empty() => f64::NAN,
        0 => f64::midpoint(values[middle - 1], values[middle]),
        _ => values[middle],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn figures_are_lines_of_a_name_and_a_number() {
        let figures = figures(Command::new("printf").arg("wall_ns 12.5\npeak_kb 4\n")).unwrap();
        assert_eq!(figure(&figures, "wall_ns"), Ok(12.5));
        assert!(figure(&figures, "cpu_ns").is_err());
        assert!(super::figures(Command::new("printf").arg("nothing of the kind\n")).is_err());
    }
}
