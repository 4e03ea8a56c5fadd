//! How headers look: comments and declarations of at most a hundred columns.

const WIDTH: usize = 100;

/// Breaks a declaration after commas and opening parentheses; further lines are indented. `end` ends each line but the
/// last.
pub fn wrapped(declaration: &str, end: &str) -> String {
    let mut lines = vec![String::new()];
    for piece in declaration.split_inclusive(", ").flat_map(|piece| piece.split_inclusive('(')) {
        let line = lines.last().expect("never empty");
        if !line.is_empty() && line.len() + piece.trim_end().len() + end.len() > WIDTH {
            lines.push(String::from("    "));
        }
        lines.last_mut().expect("never empty").push_str(piece);
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join(&format!("{end}\n")) + "\n"
}

/// A comment whose lines begin with `start` ("  // "). Lines that are too long are broken and flow into the next; where
/// a sentence ends, one that fits ends, too. Empty and indented lines stay. What only Rust needs to know is left out.
pub fn comment(lines: &[String], start: &str) -> String {
    let text = |line: &String| line.strip_prefix(start).unwrap_or_default().to_owned();
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for line in lines.iter().map(text).take_while(|line| line != "# Safety") {
        let stays = line.is_empty() || line.starts_with(' ');
        match paragraphs.last_mut().filter(|_| open && !stays) {
            Some(paragraph) => *paragraph += &format!(" {line}"),
            None => paragraphs.push(line.clone()),
        }
        let fits = start.len() + line.chars().count() <= WIDTH;
        open = !(stays || fits && line.ends_with(['.', ':']));
    }
    while paragraphs.last().is_some_and(String::is_empty) {
        paragraphs.pop();
    }
    paragraphs.iter().map(|paragraph| broken(paragraph, start)).collect()
}

/// A declaration with its comment: behind it where both fit in one line, else above it.
pub fn commented(comment: &str, declaration: &str) -> String {
    let line = format!("{}  {}", declaration.trim_end(), comment.trim_start());
    let fits =
        comment.lines().count() == 1 && declaration.lines().count() == 1 && line.trim_end().chars().count() <= WIDTH;
    if fits { line } else { format!("{comment}{declaration}") }
}

fn broken(paragraph: &str, start: &str) -> String {
    let indent = &paragraph[..paragraph.len() - paragraph.trim_start().len()];
    let mut lines = vec![format!("{start}{indent}")];
    for (index, word) in paragraph.trim_start().split(' ').enumerate() {
        let line = lines.last_mut().expect("never empty");
        if index > 0 && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(format!("{start}{indent}{word}"));
        } else {
            *line += if index > 0 { " " } else { "" };
            *line += word;
        }
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}
