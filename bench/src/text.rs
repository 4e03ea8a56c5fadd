//! Numbers and tables as text.

/// A number with as many digits as mean something, thousands apart.
pub fn number(value: f64) -> String {
    match value.abs() {
        1000.0.. => thousands(value.round()),
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A count: whole where it is large, or nearly so.
pub fn count(value: f64) -> String {
    if value.abs() >= 1000.0 || (value - value.round()).abs() < 0.05 {
        thousands(value.round())
    } else {
        format!("{value:.1}")
    }
}

/// What is missing is a dash.
pub fn or_dash(value: Option<f64>, text: fn(f64) -> String) -> String {
    value.map_or_else(|| "–".into(), text)
}

fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = if value < 0.0 { "-".to_owned() } else { String::new() };
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A table in Markdown, its columns as wide as they need to be: the first row is the heading.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!(" {cell:width$} |"));
        format!("|{}\n", cells.collect::<String>())
    };
    let rule: String = widths.iter().map(|width| format!("{}|", "-".repeat(width + 2))).collect();
    let mut text: String = rows.iter().take(1).map(line).collect();
    text.push_str(&format!("|{rule}\n"));
    text.extend(rows.iter().skip(1).map(line));
    text
}

/// A row of a table.
pub fn row(cells: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    cells.into_iter().map(Into::into).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_mean_something() {
        assert_eq!(number(3_756_888.4), "3,756,888");
        assert_eq!(number(1234.5), "1,235");
        assert_eq!(number(123.4), "123");
        assert_eq!(number(12.34), "12.3");
        assert_eq!(number(1.234), "1.23");
        assert_eq!(number(-1000.0), "-1,000");
        assert_eq!(count(168.01), "168");
        assert_eq!(count(9.5), "9.5");
        assert_eq!(count(234_566.4), "234,566");
        assert_eq!(or_dash(None, count), "–");
    }

    #[test]
    fn columns_are_as_wide_as_they_need_to_be() {
        let rows = [row(["a", "µs"]), row(["long", "1"])];
        assert_eq!(table(&rows), "| a    | µs |\n|------|----|\n| long | 1  |\n");
    }
}
