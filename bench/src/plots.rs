//! The plots of `docs/performance.md`.

use std::path::Path;

use mpsd_bench::Failure;
use plotters::chart::SeriesLabelPosition::{self, LowerRight, UpperLeft};
use plotters::prelude::*;

use crate::page::{LABELS, NAMES, at_once, by_number};
use crate::parts::LINES;
use crate::results::Results;
use crate::text::count;

const SIZE: (u32, u32) = (820, 360);
const FONT: &str = "sans-serif";
const COLOURS: [RGBColor; 2] = [RGBColor(58, 110, 165), RGBColor(214, 126, 44)];

/// What a call took after many others when every request of the last minutes was remembered.
const GROWTH_BEFORE: [(f64, f64); 5] = [(500.0, 48.3), (2e3, 55.6), (1e4, 91.4), (4e4, 247.0), (1e5, 453.0)];

/// Draws all into a directory.
pub fn draw(results: &Results, directory: &Path) -> Result<(), Failure> {
    let file = |name: &str| directory.join(format!("performance-{name}.svg"));
    bars(&file("warm"), "A warm call, client and server on one core, µs", &by_client(results, "us"))?;
    bars(&file("instructions"), "User instructions of a warm call", &by_client(results, "instructions"))?;
    let growth = [("this library", by_number(results, "growth/", "/us")), ("before", GROWTH_BEFORE.to_vec())];
    lines(&file("growth"), "A call after many others, µs", "calls made before", UpperLeft, &growth)?;
    let lists = [
        ("the whole query", by_number(results, "lists/", "/mpsd_query/cpu_us")),
        ("sending and receiving alone", by_number(results, "lists/", "/socket_query/cpu_us")),
    ];
    lines(&file("lists"), "A query, the client's time, µs", "activities in the answer", UpperLeft, &lists)?;
    lines(&file("scaling"), "Calls a second", "threads, or clients of 8 threads", LowerRight, &scaling(results))
}

/// Of each client, a value without TLS and one with it.
fn by_client(results: &Results, kind: &str) -> Vec<(&'static str, [f64; 2])> {
    let value = |client: &str, line: &str| results.get(&format!("warm/{line}/{client}/{kind}")).unwrap_or(0.0);
    NAMES.iter().map(|(client, name)| (*name, LINES.map(|(line, _)| value(client, line)))).collect()
}

type Points = Vec<(f64, f64)>;

fn scaling(results: &Results) -> [(&'static str, Points); 2] {
    let all: Vec<_> = results.below("scaling/").filter_map(|(name, each)| at_once(name, each)).collect();
    let sorted = |mut points: Points| {
        points.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        points
    };
    let one_client =
        all.iter().filter(|(_, clients, _)| *clients == 1).map(|(threads, _, each)| (f64::from(*threads), *each));
    let eight_threads =
        all.iter().filter(|(threads, ..)| *threads == 8).map(|(_, clients, each)| (f64::from(*clients), *each));
    [("threads, one client", sorted(one_client.collect())), ("clients, 8 threads", sorted(eight_threads.collect()))]
}

/// Bars from the left: for each name one without TLS and one with it.
fn bars(file: &Path, title: &str, values: &[(&str, [f64; 2])]) -> Result<(), Failure> {
    let most = values.iter().flat_map(|(_, pair)| pair).copied().fold(0.0, f64::max) * 1.1;
    let area = SVGBackend::new(file, SIZE).into_drawing_area();
    let drawn = || -> Result<(), Box<dyn std::error::Error + '_>> {
        area.fill(&WHITE)?;
        let rows = values.len() as f64;
        let mut chart = ChartBuilder::on(&area)
            .caption(title, (FONT, 18))
            .margin(12)
            .x_label_area_size(30)
            .y_label_area_size(170)
            .build_cartesian_2d(0.0..most, 0.0..rows)?;
        let mesh = &mut chart.configure_mesh();
        mesh.disable_y_mesh().y_labels(0).x_label_style((FONT, 13)).x_label_formatter(&whole);
        mesh.light_line_style(TRANSPARENT).draw()?;
        for (index, colour) in COLOURS.iter().enumerate() {
            let bar = |(row, (_, pair)): (usize, &(&str, [f64; 2]))| {
                let top = rows - row as f64 - 0.12 - 0.38 * index as f64;
                Rectangle::new([(0.0, top), (pair[index], top - 0.36)], colour.filled())
            };
            let key = move |(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour.filled());
            chart.draw_series(values.iter().enumerate().map(bar))?.label(LABELS[index]).legend(key);
        }
        let (left, _) = chart.plotting_area().get_pixel_range();
        for (row, (name, _)) in values.iter().enumerate() {
            let (_, y) = chart.backend_coord(&(0.0, rows - row as f64 - 0.5));
            let style = TextStyle::from((FONT, 14).into_font()).pos(text_anchor());
            area.draw_text(name, &style, (left.start - 8, y))?;
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperRight)
            .background_style(WHITE)
            .border_style(BLACK)
            .label_font((FONT, 13))
            .draw()?;
        area.present()?;
        Ok(())
    }();
    drawn.map_err(|error| format!("cannot draw {}: {error}", file.display()))
}

fn whole(value: &f64) -> String {
    count(value.round())
}

fn text_anchor() -> plotters::style::text_anchor::Pos {
    use plotters::style::text_anchor::{HPos, Pos, VPos};
    Pos::new(HPos::Right, VPos::Center)
}

/// Lines over a logarithmic axis.
fn lines(
    file: &Path,
    title: &str,
    axis: &str,
    legend: SeriesLabelPosition,
    series: &[(&str, Points)],
) -> Result<(), Failure> {
    let points = || series.iter().flat_map(|(_, points)| points);
    let most = points().map(|(_, y)| *y).fold(0.0, f64::max) * 1.15;
    let right = points().map(|(x, _)| *x).fold(1.0, f64::max);
    let left = points().map(|(x, _)| x.max(1.0)).fold(right, f64::min);
    let area = SVGBackend::new(file, SIZE).into_drawing_area();
    let drawn = || -> Result<(), Box<dyn std::error::Error + '_>> {
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .caption(title, (FONT, 18))
            .margin(12)
            .margin_right(36)
            .x_label_area_size(45)
            .y_label_area_size(70)
            .build_cartesian_2d((left..right * 1.05).log_scale(), 0.0..most)?;
        let mesh = &mut chart.configure_mesh();
        mesh.x_desc(axis).label_style((FONT, 13)).axis_desc_style((FONT, 14)).light_line_style(TRANSPARENT);
        mesh.x_label_formatter(&whole).y_label_formatter(&whole).draw()?;
        for ((name, points), colour) in series.iter().zip(COLOURS) {
            let shown = || points.iter().filter(|(x, _)| *x >= 1.0).copied();
            let key = move |(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour.filled());
            chart.draw_series(LineSeries::new(shown(), colour.stroke_width(2)))?.label(*name).legend(key);
            chart.draw_series(shown().map(|point| Circle::new(point, 4, colour.filled())))?;
        }
        chart
            .configure_series_labels()
            .position(legend)
            .background_style(WHITE)
            .border_style(BLACK)
            .label_font((FONT, 13))
            .draw()?;
        area.present()?;
        Ok(())
    }();
    drawn.map_err(|error| format!("cannot draw {}: {error}", file.display()))
}
