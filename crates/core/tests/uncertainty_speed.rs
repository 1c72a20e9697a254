//! How long the uncertainty of totals takes; run with `cargo test --release -p fluxledger-core --test uncertainty_speed -- --ignored --nocapture`.

#![expect(clippy::cast_precision_loss, reason = "places are small numbers")]

use fluxledger_core::correlation_length::{CellError, CorrelationLength, RegionErrors};
use fluxledger_core::covariance::Covariance;
use ndarray::Array2;
use std::time::Instant;

/// 250 regions over a state of 5000 elements: h′Sh with all covariances between regions.
#[test]
#[ignore = "takes seconds and measures"]
fn five_thousand_elements_and_250_regions() {
    let place = |element: usize| ((element % 71) as f64, (element / 71) as f64);
    let correlation = |(one, other): (usize, usize)| {
        let ((x, y), (u, v)) = (place(one), place(other));
        (-(x - u).hypot(y - v) / 5.0).exp()
    };
    let state = Covariance::new(Array2::from_shape_fn((5000, 5000), correlation)).unwrap();
    let regions = Array2::from_shape_fn((250, 5000), |(region, element)| if element / 20 == region { 1.0 } else { 0.0 });
    let begin = Instant::now();
    let of_regions = state.of_sums(&regions).unwrap();
    println!("5000 elements, 250 regions: {:.2} s", begin.elapsed().as_secs_f64());
    assert_eq!(of_regions.elements(), 250);
}

/// A country of 25° × 60° in cells of 0.1°, as large as the United States: 150 000 cells.
#[test]
#[ignore = "takes seconds and measures"]
fn a_large_country_in_cells_of_a_tenth_of_a_degree() {
    let cell = |row: u32, column: u32| CellError {
        place: [-125.0 + f64::from(column) * 0.1, 25.0 + f64::from(row) * 0.1],
        kilograms: f64::from((row * 31 + column * 17) % 23) + 0.1,
    };
    let cells: Vec<CellError> = (0..250).flat_map(|row| (0..600).map(move |column| cell(row, column))).collect();
    let begin = Instant::now();
    let region = RegionErrors::new(&cells);
    println!("150 000 cells put in order: {:.2} s", begin.elapsed().as_secs_f64());
    for kilometres in [50.0, 100.0, 250.0, 500.0, 1000.0] {
        let begin = Instant::now();
        let sigma = region.variance(CorrelationLength::from_kilometres(kilometres).unwrap()).sqrt();
        println!("L = {kilometres} km: σ = {sigma:.4e} kg, {:.2} s", begin.elapsed().as_secs_f64());
    }
}
